import { expect, test } from 'bun:test';
import { isFromOwnPage } from './same-origin.ts';
import { readCookie, sessionCookieNames } from './session-cookies.ts';

test('cookies are tied to the host and to TLS where there is TLS', () => {
  expect(sessionCookieNames('https://video.example')).toEqual({
    access: '__Host-kinora_access',
    refresh: '__Secure-kinora_refresh',
  });
  expect(sessionCookieNames('http://127.0.0.1:8787').access).toBe('kinora_access');
});

test.each<[string | null, string | null]>([
  ['a=1', '1'],
  ['b=2; a=1; c=3', '1'],
  ['a=x=y', 'x=y'],
  ['xa=1; a-b=2', null],
  ['a=1; a=2', null],
  ['a=', null],
  ['a', null],
  ['', null],
  [null, null],
])('of %j the cookie a is %j', (header, value) => {
  expect(readCookie(header, 'a')).toBe(value);
});

test.each<[Record<string, string>, boolean]>([
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'same-site', origin: 'https://video.example' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, false],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ origin: 'https://video.example' }, true],
  [{ origin: 'https://video.example.evil.test' }, false],
  [{ origin: 'null' }, false],
  [{ referer: 'https://video.example/' }, false],
  [{}, false],
])('%j comes from a page of ours: %p', (headers, expected) => {
  expect(isFromOwnPage(new Headers(headers), 'https://video.example')).toBe(expected);
});
