import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import * as z from 'zod';
import { sessionSchema } from '../../../shared/contracts/auth.ts';
import { passkeyListSchema, passkeySchema } from '../../../shared/contracts/passkeys.ts';
import { accounts, auditLog, mails, passkeys, signInChallenges, users } from '../../../shared/schema/index.ts';
import { createSoftwareAuthenticator, type Quirks } from '../../../testkit/software-authenticator.ts';
import { outcomeOf, startTestOrigin, type TestOrigin, type TestUser } from '../../testing/test-origin.ts';

const publicUrl = 'https://kinora.test';
const password = 'correct horse';
const creationSchema = z.object({
  options: z.looseObject({
    challenge: z.string(),
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    excludeCredentials: z.array(z.looseObject({ id: z.string() })),
  }),
});
const requestSchema = z.object({ options: z.looseObject({ challenge: z.string(), rpId: z.string() }) });
type Authenticator = Awaited<ReturnType<typeof createSoftwareAuthenticator>>;

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_PUBLIC_URL: publicUrl });
});
afterAll(() => origin.stop());

const newAuthenticator = () => createSoftwareAuthenticator(publicUrl);
const ask = (user: TestUser, method: string, path: string, body?: object) =>
  origin.request(method, path, { token: user.token, ...(body ? { body } : {}) });
const begin = async (user: TestUser) =>
  creationSchema.parse(await (await ask(user, 'POST', '/me/passkeys/options', { password })).json()).options;
const add = (user: TestUser, credential: object, name = 'Phone') =>
  ask(user, 'POST', '/me/passkeys', { name, credential });
const requestOptions = async () =>
  requestSchema.parse(await (await origin.request('POST', '/auth/passkey/options')).json()).options;
const signIn = (credential: object) => origin.request('POST', '/auth/passkey', { body: { credential } });
const listOf = async (user: TestUser) =>
  passkeyListSchema.parse(await (await ask(user, 'GET', '/me/passkeys')).json()).passkeys;

async function withPasskey() {
  const user = await origin.signUp();
  const authenticator = await newAuthenticator();
  const added = await add(user, await authenticator.create(await begin(user)));
  expect(added.status).toBe(201);
  return { user, authenticator, passkey: passkeySchema.parse(await added.json()) };
}
const use = async (authenticator: Authenticator, quirks: Quirks = {}) =>
  signIn(await authenticator.get(await requestOptions(), quirks));

describe('adding a passkey', () => {
  test('asks for the password, names the host and the user, and wants a discoverable, verified one', async () => {
    const user = await origin.signUp();
    for (const body of [{}, { password: 'wrong horse' }])
      expect(await outcomeOf(await ask(user, 'POST', '/me/passkeys/options', body))).toBe('401 invalid_credentials');
    const options = await begin(user);
    expect(options).toMatchObject({
      rp: { id: 'kinora.test' },
      user: { name: user.session.user.username },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(JSON.stringify(options)).not.toContain('@example.test');
  });

  test('several, each listed with its name; one that is there already is excluded, and a mail tells', async () => {
    const { user, passkey, authenticator } = await withPasskey();
    const options = await begin(user);
    expect(options.excludeCredentials).toHaveLength(1);
    const second = await newAuthenticator();
    expect((await add(user, await second.create(options), 'Key ring')).status).toBe(201);
    expect((await listOf(user)).map(({ name }) => name)).toEqual(['Phone', 'Key ring']);
    const path = `/me/passkeys/${passkey.passkey_id}`;
    expect(await (await ask(user, 'PATCH', path, { name: 'Old phone' })).json()).toMatchObject({ name: 'Old phone' });
    const to = `${user.session.user.username}@example.test`;
    const subjects = (await origin.db.select().from(mails).where(eq(mails.to, to))).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject === 'A passkey was added to your account')).toHaveLength(2);
    const stranger = await origin.signUp();
    const stolen = await authenticator.create(await begin(stranger));
    expect(await outcomeOf(await add(stranger, stolen))).toBe('401 passkey_invalid');
  });

  test('works once for each challenge, and for who asked alone', async () => {
    const [user, other] = [await origin.signUp(), await origin.signUp()];
    const authenticator = await newAuthenticator();
    const credential = await authenticator.create(await begin(user));
    expect(await outcomeOf(await add(other, credential))).toBe('400 challenge_invalid');
    // Whoever shows a challenge has used it up.
    expect(await outcomeOf(await add(user, credential))).toBe('400 challenge_invalid');
    const made = await authenticator.create(await begin(user));
    expect((await add(user, made)).status).toBe(201);
    expect(await outcomeOf(await add(user, made))).toBe('400 challenge_invalid');
  });

  const broken: [string, Quirks][] = [
    ['from another site', { origin: 'https://evil.test' }],
    ['for another host', { rpId: 'evil.test' }],
    ['of a ceremony to sign in', { type: 'webauthn.get' }],
    ['nobody has verified', { isUserVerified: false }],
  ];
  test.each(broken)('refuses what is made %s', async (_, quirks) => {
    const user = await origin.signUp();
    const credential = await (await newAuthenticator()).create(await begin(user), quirks);
    expect(await outcomeOf(await add(user, credential))).toBe('401 passkey_invalid');
    expect(await listOf(user)).toEqual([]);
  });
});

describe('signing in with a passkey', () => {
  test('needs no name, and opens the account it is for', async () => {
    const { user, authenticator } = await withPasskey();
    const response = await use(authenticator);
    const session = sessionSchema.parse(await response.json());
    expect(session.user).toEqual(user.session.user);
    expect((await origin.request('GET', '/me', { token: session.access_token })).status).toBe(200);
    expect((await listOf(user))[0]?.last_used_at).not.toBeNull();
    expect((await use(authenticator)).status).toBe(200);
  });

  test('sets cookies for pages of this host alone', async () => {
    const { authenticator } = await withPasskey();
    const send = async (site: string) => {
      const credential = await authenticator.get(await requestOptions());
      return fetch(`${origin.url}/api/v1/auth/passkey`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': site },
        body: JSON.stringify({ credential, cookies: true }),
      });
    };
    expect(await outcomeOf(await send('cross-site'))).toBe('403 csrf_rejected');
    const [access] = (await send('same-origin')).headers.getSetCookie();
    expect(access).toMatch(/^__Host-kinora_access=[\w.-]+; Path=\/; Max-Age=900; SameSite=Lax; HttpOnly; Secure$/);
  });

  test('works once for each challenge, and not for one that is old or was for adding', async () => {
    const { user, authenticator } = await withPasskey();
    const assertion = await authenticator.get(await requestOptions());
    expect((await signIn(assertion)).status).toBe(200);
    expect(await outcomeOf(await signIn(assertion))).toBe('400 challenge_invalid');
    const old = await authenticator.get(await requestOptions());
    await origin.db.update(signInChallenges).set({ expiresAt: new Date(Date.now() - 1) });
    expect(await outcomeOf(await signIn(old))).toBe('400 challenge_invalid');
    const { challenge } = await begin(user);
    const mixed = await authenticator.get({ challenge, rpId: 'kinora.test' });
    expect(await outcomeOf(await signIn(mixed))).toBe('400 challenge_invalid');
  });

  const broken: [string, Quirks][] = [
    ['another key', { isForged: true }],
    ['another site', { origin: 'https://evil.test' }],
    ['another host', { rpId: 'evil.test' }],
    ['a ceremony to add one', { type: 'webauthn.create' }],
    ['somebody nobody has verified', { isUserVerified: false }],
    ['no user', { userHandle: null }],
    ['another user', { userHandle: Buffer.from(crypto.randomUUID()).toString('base64url') }],
  ];
  test.each(broken)('refuses the signature of %s', async (_, quirks) => {
    const { authenticator } = await withPasskey();
    expect(await outcomeOf(await use(authenticator, quirks))).toBe('401 passkey_invalid');
  });

  test('refuses a counter that has not grown, and a passkey nobody knows', async () => {
    const { authenticator } = await withPasskey();
    expect((await use(authenticator, { counter: 7 })).status).toBe(200);
    for (const counter of [7, 3, 0])
      expect(await outcomeOf(await use(authenticator, { counter }))).toBe('401 passkey_invalid');
    expect((await use(authenticator, { counter: 8 })).status).toBe(200);
    expect(await outcomeOf(await use(await newAuthenticator()))).toBe('401 passkey_invalid');
  });

  test('of two at once that count alike, one gets in', async () => {
    const { authenticator } = await withPasskey();
    const assertions = [
      await authenticator.get(await requestOptions(), { counter: 5 }),
      await authenticator.get(await requestOptions(), { counter: 5 }),
    ];
    const outcomes = await Promise.all(assertions.map(async (each) => outcomeOf(await signIn(each))));
    expect(outcomes.sort()).toEqual(['200', '401 passkey_invalid']);
  });

  test('is refused to a suspended account', async () => {
    const { user, authenticator } = await withPasskey();
    await origin.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, user.session.user.user_id));
    expect(await outcomeOf(await use(authenticator))).toBe('403 account_suspended');
  });
});

describe('removing a passkey', () => {
  test('ends what it opens, and is for its owner alone', async () => {
    const { user, authenticator, passkey } = await withPasskey();
    const path = `/me/passkeys/${passkey.passkey_id}`;
    const stranger = await origin.signUp();
    expect(await outcomeOf(await ask(stranger, 'DELETE', path))).toBe('404 not_found');
    expect(await outcomeOf(await ask(stranger, 'PATCH', path, { name: 'Mine' }))).toBe('404 not_found');
    expect((await ask(user, 'DELETE', path)).status).toBe(204);
    const log = await origin.db.select().from(auditLog).where(eq(auditLog.objectId, passkey.passkey_id));
    expect(log.map(({ action }) => action)).toEqual(['passkey.added', 'passkey.removed']);
    expect(await outcomeOf(await use(authenticator))).toBe('401 passkey_invalid');
  });

  test('never takes the last way in', async () => {
    const { user, passkey } = await withPasskey();
    await origin.db.delete(accounts).where(eq(accounts.userId, user.session.user.user_id));
    const response = await ask(user, 'DELETE', `/me/passkeys/${passkey.passkey_id}`);
    expect(await outcomeOf(response)).toBe('409 last_way_in');
    expect(await origin.db.select().from(passkeys).where(eq(passkeys.id, passkey.passkey_id))).toHaveLength(1);
  });
});

test('under an IP address there are no passkeys, and the answer says so', async () => {
  const { url } = await origin.startAnother({ KINORA_PUBLIC_URL: 'http://127.0.0.1:8787' });
  const response = await fetch(`${url}/api/v1/auth/passkey/options`, { method: 'POST' });
  expect(await outcomeOf(response)).toBe('409 conflict');
});
