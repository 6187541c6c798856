import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createApiClient } from '../../../shared/client/api-client.ts';
import { deviceSessionListSchema } from '../../../shared/contracts/auth.ts';
import { internalHeaders } from '../../../shared/http-headers.ts';
import { errorCodeOf, outcomeOf, startTestOrigin, type TestOrigin, type TestUser } from '../../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

const password = 'correct horse';
const emailOf = (user: TestUser) => `${user.session.user.username}@example.test`;
const client = (accessToken?: string) =>
  createApiClient({ baseUrl: origin.url, ...(accessToken === undefined ? {} : { accessToken }) });
const sessionsOf = async (token: string) =>
  deviceSessionListSchema.parse(await (await origin.request('GET', '/me/sessions', { token })).json()).sessions;
const write = async (token: string) =>
  outcomeOf(await origin.request('POST', '/me/api-keys', { token, body: { name: 'x', scopes: ['videos:read'] } }));

describe('the devices of an account', () => {
  test('are listed with what is known of them, this one marked', async () => {
    const user = await origin.signUp();
    await fetch(`${origin.url}/api/v1/auth/sign-in`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Laptop/1.0',
        [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY,
        [internalHeaders.clientAddress]: '203.0.113.9',
      },
      body: JSON.stringify({ email: emailOf(user), password }),
    });
    const devices = await sessionsOf(user.token);
    expect(devices.map(({ current }) => current)).toEqual([false, true]);
    expect(devices[0]).toMatchObject({ user_agent: 'Laptop/1.0', address: '203.0.113.9' });
    expect(JSON.stringify(devices)).not.toContain(user.session.refresh_token);
  });

  test('are signed out one by one: no refresh, no writing with the tokens that are still out', async () => {
    const user = await origin.signUp();
    const laptop = await client().signIn({ email: emailOf(user), password });
    const [other] = (await sessionsOf(user.token)).filter(({ current }) => !current);
    const end = (token: string) => origin.request('DELETE', `/me/sessions/${other?.session_id}`, { token });
    const stranger = await origin.signUp();
    expect(await outcomeOf(await end(stranger.token))).toBe('404 not_found');
    expect(await write(laptop.access_token)).toBe('201');
    expect((await end(user.token)).status).toBe(204);
    expect(await outcomeOf(await end(user.token))).toBe('404 not_found');
    expect(await errorCodeOf(client().refresh(laptop.refresh_token))).toBe('refresh_token_invalid');
    expect(await write(laptop.access_token)).toBe('401 token_revoked');
    expect(await write(user.token)).toBe('201');
    expect(await errorCodeOf(client().refresh(user.session.refresh_token))).toBe('no error');
  });

  test('are signed out all at once', async () => {
    const user = await origin.signUp();
    const laptop = await client().signIn({ email: emailOf(user), password });
    expect((await origin.request('DELETE', '/me/sessions', { token: laptop.access_token })).status).toBe(204);
    for (const { access_token, refresh_token } of [user.session, laptop]) {
      expect(await write(access_token)).toBe('401 token_revoked');
      expect(await errorCodeOf(client().refresh(refresh_token))).toBe('refresh_token_invalid');
    }
    expect(await errorCodeOf(client().signIn({ email: emailOf(user), password }))).toBe('no error');
  });
});

describe('the cookies of the web client', () => {
  const ownPage = { 'sec-fetch-site': 'same-origin' };
  const send = (method: string, path: string, headers: Record<string, string>, body?: object) =>
    fetch(`${origin.url}/api/v1${path}`, {
      method,
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const jarOf = (response: Response) => response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  async function signIn(user: TestUser) {
    const body = { email: emailOf(user), password, cookies: true };
    const response = await send('POST', '/auth/sign-in', ownPage, body);
    return { response, jar: jarOf(response) };
  }

  test('carry the tokens where no script can read them, and the answer does not', async () => {
    const user = await origin.signUp();
    const { response, jar } = await signIn(user);
    expect(await response.json()).toEqual({ user: user.session.user, expires_in: 900 });
    const [access = '', refresh = ''] = response.headers.getSetCookie();
    expect(access).toMatch(/^kinora_access=[\w.-]+; Path=\/; Max-Age=900; SameSite=Lax; HttpOnly$/);
    expect(refresh).toMatch(
      /^kinora_refresh=[\w-]{43}; Path=\/api\/v1\/auth; Max-Age=2592000; SameSite=Strict; HttpOnly$/,
    );
    const me = await send('GET', '/me', { cookie: jar[0] ?? '' });
    expect(me.headers.get('cache-control')).toBe('private, no-store');
    expect(await me.json()).toMatchObject({ username: user.session.user.username });
    const key = { name: 'x', scopes: ['videos:read'] };
    expect((await send('POST', '/me/api-keys', { ...ownPage, cookie: jar[0] ?? '' }, key)).status).toBe(201);
  });

  test('are traded for new ones, each once, and are gone after signing out', async () => {
    const { jar } = await signIn(await origin.signUp());
    const cookie = jar.join('; ');
    const first = await send('POST', '/auth/refresh', { ...ownPage, cookie });
    expect(first.status).toBe(200);
    const next = jarOf(first).join('; ');
    const out = await send('POST', '/auth/sign-out', { ...ownPage, cookie: next });
    expect([out.status, jarOf(out)]).toEqual([204, ['kinora_access=', 'kinora_refresh=', 'kinora_signed_in=']]);
    expect(await outcomeOf(await send('POST', '/auth/refresh', { ...ownPage, cookie: next }))).toBe(
      '401 refresh_token_invalid',
    );
    expect(await outcomeOf(await send('POST', '/auth/refresh', ownPage))).toBe('401 refresh_token_invalid');
  });

  test('are not taken for another site’s page, nor set for one', async () => {
    const user = await origin.signUp();
    const { jar } = await signIn(user);
    const cookie = jar.join('; ');
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: origin.url },
      { origin: 'https://evil.test' },
      { origin: 'null' },
      {},
    ];
    for (const headers of foreign) {
      const key = { name: 'x', scopes: ['videos:read'] };
      expect(await outcomeOf(await send('POST', '/me/api-keys', { ...headers, cookie }, key))).toBe(
        '403 csrf_rejected',
      );
      for (const path of ['/auth/refresh', '/auth/sign-out'])
        expect(await outcomeOf(await send('POST', path, { ...headers, cookie }))).toBe('403 csrf_rejected');
      const body = { email: emailOf(user), password, cookies: true };
      const planted = await send('POST', '/auth/sign-in', headers, body);
      expect([await outcomeOf(planted), planted.headers.getSetCookie()]).toEqual(['403 csrf_rejected', []]);
    }
    expect((await send('POST', '/auth/refresh', { origin: origin.url, cookie })).status).toBe(200);
  });

  test('stand back behind a bearer, and a planted second one is not believed', async () => {
    const [user, other] = [await origin.signUp(), await origin.signUp()];
    const { jar } = await signIn(other);
    const both = await send('GET', '/me', { authorization: `Bearer ${user.token}`, cookie: jar[0] ?? '' });
    expect(await both.json()).toMatchObject({ username: user.session.user.username });
    const twice = await send('GET', '/me', { cookie: `${jar[0]}; kinora_access=${user.token}` });
    expect(await outcomeOf(twice)).toBe('401 unauthenticated');
    expect(await outcomeOf(await send('GET', '/me', { cookie: 'kinora_access=nonsense' }))).toBe('401 token_invalid');
  });

  test('give every sign-in a session of its own, whatever the browser had before', async () => {
    const user = await origin.signUp();
    const first = await signIn(user);
    const body = { email: emailOf(user), password, cookies: true };
    const again = await send('POST', '/auth/sign-in', { ...ownPage, cookie: first.jar.join('; ') }, body);
    expect(jarOf(again)[1]).not.toBe(first.jar[1]);
    expect(await sessionsOf(user.token)).toHaveLength(3);
  });
});
