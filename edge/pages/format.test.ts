import { expect, test } from 'bun:test';
import { formatDuration, formatViews } from '../../shared/format.ts';
import { formatAge } from './format.ts';

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
  expect(formatAge(0, seconds * 1000)).toBe(expected);
});

test('views are short on cards and full on the watch page', () => {
  expect(formatViews(0)).toBe('No views yet');
  expect(formatViews(1)).toBe('1 view');
  expect(formatViews(15_234)).toBe('15.2K views');
  expect(formatViews(15_234, 'full')).toBe('15,234 views');
});
