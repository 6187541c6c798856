import { expect, test } from 'bun:test';
import { ApiError } from '../api.ts';
import { isBeingHandled, troubleOf } from './shaka-errors.ts';

const shakaError = (category: number, code: number, ...data: unknown[]) => ({ category, code, data });
const answered = (status: number) => shakaError(1, 1001, 'https://h/p/t/v/g/360p/00002.m4s', status, '');

test.each([
  [answered(401), { kind: 'refused', status: 401 }],
  [answered(403), { kind: 'refused', status: 403 }],
  [answered(404), { kind: 'missing', uri: 'https://h/p/t/v/g/360p/00002.m4s' }],
  [answered(410), { kind: 'missing', uri: 'https://h/p/t/v/g/360p/00002.m4s' }],
  [answered(503), { kind: 'busy' }],
  [answered(429), { kind: 'busy' }],
  [answered(400), { kind: 'other' }],
  [shakaError(1, 1002, 'https://h/x'), { kind: 'network' }],
  [shakaError(1, 1003, 'https://h/x'), { kind: 'network' }],
  [shakaError(3, 3016, 3), { kind: 'undecodable' }],
  [shakaError(7, 7000), { kind: 'superseded' }],
  [shakaError(1, 1006, new ApiError('not_found', '')), { kind: 'other' }],
  [shakaError(1, 1006, new ApiError('network', '')), { kind: 'network' }],
  [shakaError(4, 4032), { kind: 'other' }],
  [new ApiError('network', 'no answer'), { kind: 'network' }],
  [new ApiError('unavailable', ''), { kind: 'busy' }],
  [new ApiError('not_found', ''), { kind: 'other' }],
  [new Error('a bug'), { kind: 'other' }],
])('%p is %p', (error, expected) => {
  expect(troubleOf(error) as object).toEqual(expected);
});

test('what Shaka goes round by itself is left to it, unless it was refused', () => {
  expect(isBeingHandled({ ...answered(404), severity: 1 })).toBe(true);
  expect(isBeingHandled({ ...answered(404), severity: 2 })).toBe(false);
  expect(isBeingHandled({ ...answered(401), severity: 1 })).toBe(false);
});
