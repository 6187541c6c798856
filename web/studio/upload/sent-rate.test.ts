import { expect, test } from 'bun:test';
import { createSentRate } from './sent-rate.ts';

test('a steady line is told after a second, with the time that is left', () => {
  const rate = createSentRate(10_000);
  expect(rate.note(0, 0)).toBeNull();
  expect(rate.note(500, 500)).toBeNull();
  expect(rate.note(1_000, 1_000)).toEqual({ bytesPerSec: 1_000, secondsLeft: 9 });
});

test('only the last ten seconds count', () => {
  const rate = createSentRate(100_000);
  for (let second = 0; second <= 10; second++) rate.note(second * 100, second * 1_000);
  for (let second = 1; second <= 10; second++) rate.note(1_000 + second * 2_000, 10_000 + second * 1_000);
  expect(rate.note(23_000, 21_000)?.bytesPerSec).toBe(2_000);
});

test('a pause and parts that are sent again are no slow line', () => {
  const rate = createSentRate(10_000);
  rate.note(0, 0);
  rate.note(2_000, 1_000);
  rate.pause();
  expect(rate.note(2_000, 60_000)).toBeNull();
  expect(rate.note(4_000, 61_000)?.bytesPerSec).toBe(2_000);
  expect(rate.note(3_000, 62_000)).toBeNull();
  expect(rate.note(4_000, 63_000)?.bytesPerSec).toBe(1_000);
});

test('a line that stands still has no rate', () => {
  const rate = createSentRate(10_000);
  rate.note(1_000, 0);
  expect(rate.note(1_000, 5_000)).toBeNull();
});
