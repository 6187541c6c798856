import { expect, test } from 'bun:test';
import { acceptsGzip } from './accepts-gzip.ts';

test.each([
  [null, false],
  ['', false],
  ['gzip', true],
  ['br, GZIP;q=0.5', true],
  ['gzip; q=0', false],
  ['gzip;q=0, *', false],
  ['*', true],
  ['*;q=0', false],
  ['identity', false],
  ['not-gzip', false],
  ['deflate, br;q=1.0, *;q=0.1', true],
  [',,;q=,gzip;q=x', false],
])('%j: %p', (header, expected) => {
  expect(acceptsGzip(header)).toBe(expected);
});
