import { expect, test } from 'bun:test';
import { formatDuration, formatsOf } from './format.ts';

test.each([
  [0, '0:00'],
  [59.6, '1:00'],
  [61, '1:01'],
  [3_661, '1:01:01'],
])('%p seconds read %p', (durationSec, expected) => {
  expect(formatDuration(durationSec)).toBe(expected);
});

test.each([
  [0, 'now'],
  [60, '1 minute ago'],
  [7_200, '2 hours ago'],
  [86_400, 'yesterday'],
  [86_400 * 8, 'last week'],
  [86_400 * 16, '2 weeks ago'],
  [-5, 'now'],
])('%p seconds past is %p', (seconds, expected) => {
  expect(formatsOf('en').age(0, seconds * 1000)).toBe(expected);
});

test('counts are short on cards and full on the watch page', () => {
  const { compact, number } = formatsOf('en');
  expect([compact(15_234), number(15_234)]).toEqual(['15.2K', '15,234']);
});

test('sizes are in powers of ten', () => {
  const { size } = formatsOf('en');
  expect([size(0), size(1_536), size(3_400_000), size(2e12)]).toEqual(['0 bytes', '2 kB', '3.4 MB', '2 TB']);
});
