import { expect, test } from 'bun:test';
import { isNewEnough } from './find-node.ts';

test.each([
  ['v20.20.2', false],
  ['v22.11.0', false],
  ['v22.12.0', true],
  ['v24.0.0', true],
  ['nonsense', false],
])('Node.js %s is new enough for wrangler: %p', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});
