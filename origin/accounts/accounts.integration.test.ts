import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import {
  createRemoteJWKSet,
  decodeJwt,
  exportJWK,
  exportSPKI,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { createApiClient, signedUp } from '../../shared/client/api-client.ts';
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

const credentialsOf = ({ email, password }: { email: string; password: string }) => ({ email, password });

describe('sign-up', () => {
  test('makes a user with a channel of the same name, signed in', async () => {
    const someone = { ...person(), display_name: 'Some One' };
    const session = signedUp(await anonymous().signUp(someone));
    const me = await createApiClient({ baseUrl: origin.url, accessToken: session.access_token }).me();
    expect(me).toMatchObject({ username: someone.username, email: someone.email, display_name: 'Some One' });
    expect(me.channels).toMatchObject([{ handle: someone.username, name: 'Some One' }]);
    expect(session.user).toEqual({ user_id: me.user_id, username: someone.username });
  });

  test('refuses a taken e-mail, whatever its case, and a taken username, and leaves nothing behind', async () => {
    const first = person();
    signedUp(await anonymous().signUp(first));
    const second = person();
    const sameEmail = { ...second, email: first.email.toUpperCase() };
    expect(await errorCodeOf(anonymous().signUp(sameEmail))).toBe('email_taken');
    expect(await errorCodeOf(anonymous().signUp({ ...second, username: first.username }))).toBe('username_taken');
    expect(await origin.db.select().from(users).where(eq(users.email, second.email))).toEqual([]);
    expect(await origin.db.select().from(channels).where(eq(channels.handle, second.username))).toEqual([]);
    expect(signedUp(await anonymous().signUp(second)).user.username).toBe(second.username);
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
    const session = signedUp(await anonymous().signUp(person()));
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
    signedUp(await anonymous().signUp(someone));
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
    signedUp(await anonymous().signUp(someone));
    const session = await anonymous().signIn(credentialsOf(someone));
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
    const session = signedUp(await anonymous().signUp(someone));
    await origin.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, session.user.user_id));
    expect(await errorCodeOf(anonymous().signIn(credentialsOf(someone)))).toBe('account_suspended');
    expect(await errorCodeOf(anonymous().refresh(session.refresh_token))).toBe('account_suspended');
  });
});

describe('refresh', () => {
  test('rotates: each token works once, a second use ends the family', async () => {
    const someone = person();
    const first = signedUp(await anonymous().signUp(someone));
    const second = await anonymous().refresh(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const third = await anonymous().refresh(second.refresh_token);
    expect(await errorCodeOf(anonymous().refresh(first.refresh_token))).toBe('refresh_token_invalid');
    expect(await errorCodeOf(anonymous().refresh(third.refresh_token))).toBe('refresh_token_invalid');
    const familySessions = await origin.db.select().from(sessions).where(eq(sessions.userId, first.user.user_id));
    expect(familySessions).toEqual([]);
    expect((await anonymous().signIn(credentialsOf(someone))).user).toEqual(first.user);
  });

  test('used by ten at once, one token gives one successor', async () => {
    const { refresh_token } = (await origin.signUp()).session;
    const codes = await Promise.all(Array.from({ length: 10 }, () => errorCodeOf(anonymous().refresh(refresh_token))));
    expect(codes.filter((code) => code === 'no error')).toHaveLength(1);
  });

  test('ends one sign-in only', async () => {
    const someone = person();
    const phone = signedUp(await anonymous().signUp(someone));
    const laptop = await anonymous().signIn(credentialsOf(someone));
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

test('a missing or broken access token is refused', async () => {
  expect(await outcomeOf(await origin.request('GET', '/me'))).toBe('401 unauthenticated');
  const { token } = await origin.signUp();
  const [header, payload] = token.split('.');
  for (const bad of ['nonsense', `${header}.${payload}.${'A'.repeat(86)}`])
    expect(await outcomeOf(await origin.request('GET', '/me', { token: bad }))).toBe('401 token_invalid');
});

describe('a forged access token is refused', () => {
  let claims: JWTPayload;
  let publicJwk: JWK;
  let own: CryptoKeyPair;
  beforeAll(async () => {
    claims = decodeJwt((await origin.signUp()).token);
    const published = (await (await origin.request('GET', '/auth/jwks')).json()) as JSONWebKeySet; // ours
    publicJwk = published.keys[0] ?? {};
    own = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  });
  const sign = (header: object, key: CryptoKey | Uint8Array, alg = 'ES256') =>
    new SignJWT({ ...claims, role: 'admin' })
      .setProtectedHeader({ alg, ...(publicJwk.kid === undefined ? {} : { kid: publicJwk.kid }), ...header })
      .sign(key);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const bytes = (text: string) => new TextEncoder().encode(text);

  const forgeries: [string, () => Promise<string>][] = [
    ['without a signature', async () => `${part({ alg: 'none', kid: publicJwk.kid })}.${part(claims)}.`],
    ['by a key of its own', () => sign({}, own.privateKey)],
    [
      'with the public key as a secret, as PEM',
      async () => {
        const key = await importJWK(publicJwk, 'ES256', { extractable: true });
        if (key instanceof Uint8Array) throw new Error('this is no public key');
        return sign({}, bytes(await exportSPKI(key)), 'HS256');
      },
    ],
    ['with the public key as a secret, as JWK', () => sign({}, bytes(JSON.stringify(publicJwk)), 'HS256')],
    ['by the key it brings along', async () => sign({ jwk: await exportJWK(own.publicKey) }, own.privateKey)],
    ['by the key it says where to find', () => sign({ jku: 'https://evil.test/jwks' }, own.privateKey)],
    ['under a key id that is a path', () => sign({ kid: '../../../../dev/null' }, bytes('\0'.repeat(32)), 'HS256')],
    ['under a key id that is a query', () => sign({ kid: "x' union select 'secret" }, own.privateKey)],
    ['under no key id', () => sign({ kid: undefined }, own.privateKey)],
  ];
  test.each(forgeries)('%s', async (_, forge) => {
    expect(await outcomeOf(await origin.request('GET', '/me', { token: await forge() }))).toBe('401 token_invalid');
  });
});

test("better-auth's own routes are not reachable", async () => {
  for (const path of ['/api/auth/sign-in/email', '/api/auth/get-session', '/api/auth/token'])
    expect((await fetch(`${origin.url}${path}`, { method: 'POST' })).status).toBe(404);
});
