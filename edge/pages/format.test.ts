import { expect, test } from 'bun:test';
import { isoDuration } from './format.ts';

test.each([
  [0, 'PT0S'],
  [-1, 'PT0S'],
  [59.6, 'PT1M'],
  [61, 'PT1M1S'],
  [3_601, 'PT1H1S'],
  [90_000, 'PT25H'],
])('%p seconds are %p', (durationSec, expected) => {
  expect(isoDuration(durationSec)).toBe(expected);
});
