import { expect, test } from 'bun:test';
import { matchesEtag } from './matches-etag.ts';
import { parseRange } from './parse-range.ts';

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-', { start: 90, end: 99 }],
  ['bytes=90-500', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-500', { start: 0, end: 99 }],
  ['BYTES=0-1', { start: 0, end: 1 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=0-1,5-6', null],
  ['bytes=20-10', null],
  ['bytes=-', null],
  ['items=0-1', null],
  ['', null],
  [null, null],
] as const)('%p of 100 bytes', (header, expected) => {
  expect(parseRange(header, 100)).toEqual(expected);
});

test('nothing of an empty object can be had', () => {
  expect([parseRange('bytes=0-', 0), parseRange('bytes=-5', 0)]).toEqual(['unsatisfiable', 'unsatisfiable']);
});

test.each([
  ['"a"', true],
  ['"b", W/"a"', true],
  ['*', true],
  ['"b"', false],
  [null, false],
])('If-None-Match %p', (header, expected) => {
  expect(matchesEtag(header, '"a"')).toBe(expected);
});
