import { expect, test } from 'bun:test';
import { parseRange, resolveRange } from './byte-range.ts';

function resolve(header: string | null, sizeBytes: number) {
  const range = parseRange(header);
  return range && (resolveRange(range, sizeBytes) ?? 'unsatisfiable');
}

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=0-9', { start: 0, end: 9 }],
  ['bytes=90-', { start: 90, end: 99 }],
  ['bytes=90-1000', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=0-99999999999999999999', { start: 0, end: 99 }],
  ['bytes=-99999999999999999999', { start: 0, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['Bytes=5-6', { start: 5, end: 6 }],
  ['bytes= 5 - 6', { start: 5, end: 6 }],
])('%p of 100 bytes', (header, expected) => {
  expect(resolve(header, 100)).toEqual(expected);
});

test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0', 'bytes=999999999999-', 'bytes=99999999999999999999-'])(
  '%p of 100 bytes is 416',
  (header) => {
    expect(resolve(header, 100)).toBe('unsatisfiable');
  },
);

test.each([
  null,
  '',
  'bytes',
  'bytes=',
  'bytes=-',
  'bytes=a-b',
  'bytes=9-1',
  'bytes=0-1,5-6',
  'items=0-1',
  'bytes=1-2-3',
  'bytes=999999999999999999999-',
  `bytes=${Array.from({ length: 1000 }, (_, at) => `${at}-${at}`).join(',')}`,
  'bytes=0x1-2',
])('%p is ignored, so the whole object is sent', (header) => {
  expect(resolve(header, 100)).toBeNull();
});

test('nothing of an empty object can be sent', () => {
  expect(resolve('bytes=0-', 0)).toBe('unsatisfiable');
  expect(resolve('bytes=-5', 0)).toBe('unsatisfiable');
});
