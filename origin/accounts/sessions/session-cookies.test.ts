import { expect, test } from 'bun:test';
import { signOutCookies } from '../../../shared/session-cookies.ts';
import { signInCookies } from './session-cookies.ts';

const session = {
  access_token: 'a.b.c',
  token_type: 'Bearer' as const,
  expires_in: 900,
  refresh_token: 'r',
  user: { user_id: 'u', username: 'anna' },
};

test('over TLS a cookie is bound to this host, to TLS, and to what reads it', () => {
  expect(signInCookies(session, 'https://tube.example')).toEqual([
    '__Host-kinora_access=a.b.c; Path=/; Max-Age=900; SameSite=Lax; HttpOnly; Secure',
    '__Secure-kinora_refresh=r; Path=/api/v1/auth; Max-Age=2592000; SameSite=Strict; HttpOnly; Secure',
    'kinora_signed_in=1; Path=/; Max-Age=2592000; SameSite=Lax; Secure',
  ]);
});

test('on a plain connection, which only a trial has, all of it but TLS', () => {
  expect(signInCookies(session, 'http://127.0.0.1:8787')).toEqual([
    'kinora_access=a.b.c; Path=/; Max-Age=900; SameSite=Lax; HttpOnly',
    'kinora_refresh=r; Path=/api/v1/auth; Max-Age=2592000; SameSite=Strict; HttpOnly',
    'kinora_signed_in=1; Path=/; Max-Age=2592000; SameSite=Lax',
  ]);
});

test.each(['https://tube.example', 'http://127.0.0.1:8787'])(
  'signing out of %s forgets the very same cookies',
  (url) => {
    const identity = (cookie: string) => cookie.replace(/=[^;]*/, '').replace(/; Max-Age=\d+/, '');
    expect(signOutCookies(url).map(identity)).toEqual(signInCookies(session, url).map(identity));
    for (const cookie of signOutCookies(url)) expect(cookie).toMatch(/^[\w-]+=; .*Max-Age=0;/);
  },
);
