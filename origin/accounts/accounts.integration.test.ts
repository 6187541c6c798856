import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { createRemoteJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { createApiClient } from '../../shared/client/api-client.ts';
import { accessTokenClaimsSchema } from '../../shared/contracts/auth.ts';
import { errorBodySchema } from '../../shared/contracts/error.ts';
import { accounts, channels, refreshTokens, sessions, users } from '../../shared/schema/index.ts';
import { errorCodeOf, outcomeOf, startTestOrigin, type TestOrigin } from '../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

const anonymous = () => createApiClient({ baseUrl: origin.url });
const person = () => {
  const username = `p_${crypto.randomUUID().slice(0, 8)}x`;
  return { username, email: `${username}@example.test`, password: 'correct horse' };
};

describe('sign-up', () => {
  test('makes a user with a channel of the same name, signed in', async () => {
    const someone = { ...person(), display_name: 'Some One' };
    const session = await anonymous().signUp(someone);
    const me = await createApiClient({ baseUrl: origin.url, accessToken: session.access_token }).me();
    expect(me).toMatchObject({ username: someone.username, email: someone.email, display_name: 'Some One' });
    expect(me.channels).toMatchObject([{ handle: someone.username, name: 'Some One' }]);
    expect(session.user).toEqual({ user_id: me.user_id, username: someone.username });
  });

  test('refuses a taken e-mail, whatever its case, and a taken username, and leaves nothing behind', async () => {
    const first = person();
    await anonymous().signUp(first);
    const second = person();
    const sameEmail = { ...second, email: first.email.toUpperCase() };
    expect(await errorCodeOf(anonymous().signUp(sameEmail))).toBe('email_taken');
    expect(await errorCodeOf(anonymous().signUp({ ...second, username: first.username }))).toBe('username_taken');
    expect(await origin.db.select().from(users).where(eq(users.email, second.email))).toEqual([]);
    expect(await origin.db.select().from(channels).where(eq(channels.handle, second.username))).toEqual([]);
    expect((await anonymous().signUp(second)).user.username).toBe(second.username);
  });

  test('twenty at once with one username make one account', async () => {
    const { username, password } = person();
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        errorCodeOf(anonymous().signUp({ username, password, email: `${username}${index}@example.test` })),
      ),
    );
    expect(codes.filter((code) => code === 'no error')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['no error', 'username_taken']));
  });

  test('stores the password as argon2id', async () => {
    const session = await anonymous().signUp(person());
    const [account] = await origin.db.select().from(accounts).where(eq(accounts.userId, session.user.user_id));
    expect(account?.password).toStartWith('$argon2id$v=19$m=19456,t=2');
  });

  test('names every field that does not fit', async () => {
    const response = await origin.request('POST', '/auth/sign-up', { body: { email: 'x', username: 'A!' } });
    const { error } = errorBodySchema.parse(await response.json());
    expect([response.status, error.code]).toEqual([400, 'validation_failed']);
    expect(error.details).toMatchObject([{ path: 'email' }, { path: 'password' }, { path: 'username' }]);
  });
});

describe('sign-in', () => {
  test('says the same of an unknown e-mail and a wrong password', async () => {
    const someone = person();
    await anonymous().signUp(someone);
    const wrong = { email: someone.email, password: 'wrong horse' };
    const unknown = { email: person().email, password: 'wrong horse' };
    const answers = [];
    for (const body of [wrong, unknown]) {
      const response = await origin.request('POST', '/auth/sign-in', { body });
      answers.push([response.status, await response.json()]);
    }
    expect(answers[0]?.[0]).toBe(401);
    expect(answers[0]).toEqual(answers[1]);
  });

  test('gives an access token that the published keys verify', async () => {
    const someone = { ...person(), birth_date: '1990-05-17' };
    await anonymous().signUp(someone);
    const session = await anonymous().signIn({ email: someone.email, password: someone.password });
    const keys = createRemoteJWKSet(new URL(`${origin.url}/api/v1/auth/jwks`));
    const { payload, protectedHeader } = await jwtVerify(session.access_token, keys, {
      issuer: origin.url,
      audience: 'kinora',
      algorithms: ['ES256'],
    });
    expect(protectedHeader.alg).toBe('ES256');
    const claims = accessTokenClaimsSchema.parse(payload);
    expect(claims).toMatchObject({ sub: session.user.user_id, username: someone.username, adult: true });
    expect(claims.exp - Date.now() / 1000).toBeWithin(890, 901);
  });

  test('publishes no private key', async () => {
    const text = await (await origin.request('GET', '/auth/jwks')).text();
    const { keys } = JSON.parse(text) as JSONWebKeySet; // the next line checks it
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'x', 'y']]);
  });

  test('keeps its keys over a restart', async () => {
    const user = await origin.signUp();
    await origin.restart();
    expect((await user.api.me()).user_id).toBe(user.session.user.user_id);
  });

  test('is refused to a suspended account, and so is a refresh', async () => {
    const someone = person();
    const session = await anonymous().signUp(someone);
    await origin.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, session.user.user_id));
    expect(await errorCodeOf(anonymous().signIn(someone))).toBe('account_suspended');
    expect(await errorCodeOf(anonymous().refresh(session.refresh_token))).toBe('account_suspended');
  });
});

describe('refresh', () => {
  test('rotates: each token works once, a second use ends the family', async () => {
    const someone = person();
    const first = await anonymous().signUp(someone);
    const second = await anonymous().refresh(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const third = await anonymous().refresh(second.refresh_token);
    expect(await errorCodeOf(anonymous().refresh(first.refresh_token))).toBe('refresh_token_invalid');
    expect(await errorCodeOf(anonymous().refresh(third.refresh_token))).toBe('refresh_token_invalid');
    const familySessions = await origin.db.select().from(sessions).where(eq(sessions.userId, first.user.user_id));
    expect(familySessions).toEqual([]);
    expect((await anonymous().signIn(someone)).user).toEqual(first.user);
  });

  test('used by ten at once, one token gives one successor', async () => {
    const { refresh_token } = (await origin.signUp()).session;
    const codes = await Promise.all(Array.from({ length: 10 }, () => errorCodeOf(anonymous().refresh(refresh_token))));
    expect(codes.filter((code) => code === 'no error')).toHaveLength(1);
  });

  test('ends one sign-in only', async () => {
    const someone = person();
    const phone = await anonymous().signUp(someone);
    const laptop = await anonymous().signIn(someone);
    await anonymous().refresh(phone.refresh_token);
    await errorCodeOf(anonymous().refresh(phone.refresh_token));
    expect((await anonymous().refresh(laptop.refresh_token)).user).toEqual(phone.user);
  });

  test('refuses an expired token, and never stores a token itself', async () => {
    const { session } = await origin.signUp();
    const isTheirs = eq(refreshTokens.userId, session.user.user_id);
    const rows = await origin.db.select().from(refreshTokens).where(isTheirs);
    expect(JSON.stringify(rows)).not.toContain(session.refresh_token);
    await origin.db
      .update(refreshTokens)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(isTheirs);
    expect(await errorCodeOf(anonymous().refresh(session.refresh_token))).toBe('refresh_token_invalid');
  });

  test('works with an expired access token still attached', async () => {
    const { session } = await origin.signUp();
    const response = await origin.request('POST', '/auth/refresh', {
      token: 'not.a.token',
      body: { refresh_token: session.refresh_token },
    });
    expect(response.status).toBe(200);
  });
});

test('sign-out ends the refresh token, and can be repeated', async () => {
  const { api, session } = await origin.signUp();
  await api.signOut(session.refresh_token);
  await api.signOut(session.refresh_token);
  expect(await errorCodeOf(api.refresh(session.refresh_token))).toBe('refresh_token_invalid');
});

test('a missing, broken or forged access token is refused', async () => {
  const { token } = await origin.signUp();
  const [header, payload] = token.split('.');
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  expect(await outcomeOf(await origin.request('GET', '/me'))).toBe('401 unauthenticated');
  for (const bad of ['nonsense', unsigned, `${header}.${payload}.${'A'.repeat(86)}`])
    expect(await outcomeOf(await origin.request('GET', '/me', { token: bad }))).toBe('401 token_invalid');
});

test("better-auth's own routes are not reachable", async () => {
  for (const path of ['/api/auth/sign-in/email', '/api/auth/get-session', '/api/auth/token'])
    expect((await fetch(`${origin.url}${path}`, { method: 'POST' })).status).toBe(404);
});
