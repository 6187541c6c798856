import { expect, test } from 'bun:test';
import { isUnfinishedAt } from './progress.ts';

test.each([
  [0, 100, false],
  [4.9, 100, false],
  [5, 100, true],
  [95, 100, true],
  [95.1, 100, false],
  [0, null, false],
  [1, null, true],
])('at %d of %p s: %p', (positionSec, durationSec, expected) => {
  expect(isUnfinishedAt(positionSec, durationSec)).toBe(expected);
});
