import { expect, test } from 'bun:test';
import { median, pairedRatio } from './bench-case.ts';

test('the median of an even count is the mean of the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 5])).toBe(5);
  expect(() => median([])).toThrow(RangeError);
});

test('a paired ratio is not moved by a machine that slows down half-way', () => {
  expect(pairedRatio([10, 10, 20, 20], [5, 5, 10, 10])).toBe(2);
});
