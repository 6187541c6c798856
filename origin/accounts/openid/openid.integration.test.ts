import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { exportSPKI, importJWK, SignJWT } from 'jose';
import { createApiClient } from '../../../shared/client/api-client.ts';
import { meSchema } from '../../../shared/contracts/auth.ts';
import { identityListSchema, tripSchema, waysInSchema } from '../../../shared/contracts/openid.ts';
import { auditLog, mails, secondFactors, sessions, signInChallenges, users } from '../../../shared/schema/index.ts';
import { type Forge, type OpenidUser, startOpenidProvider } from '../../../testkit/openid-provider.ts';
import { freePort } from '../../../testkit/services.ts';
import { errorCodeOf, outcomeOf, startTestOrigin, type TestOrigin, type TestUser } from '../../testing/test-origin.ts';

const publicUrl = 'https://kinora.test';
const callbackOf = (id: string) => `${publicUrl}/api/v1/auth/openid/${id}/callback`;
const password = 'correct horse';
const ownPage = { 'sec-fetch-site': 'same-origin' };

type Provider = Awaited<ReturnType<typeof startOpenidProvider>>;
let origin: TestOrigin;
let provider: Provider;
let other: Provider;
beforeAll(async () => {
  [provider, other] = await Promise.all([
    startOpenidProvider(callbackOf('one')),
    startOpenidProvider(callbackOf('two')),
  ]);
  const entry = (id: string, label: string, issuer: string, client: Pick<Provider, 'client_id' | 'client_secret'>) => ({
    ...{ id, label, issuer },
    client_id: client.client_id,
    client_secret: client.client_secret,
  });
  origin = await startTestOrigin({
    KINORA_PUBLIC_URL: publicUrl,
    KINORA_OPENID_PROVIDERS: JSON.stringify([
      entry('one', 'One', provider.issuer, provider),
      entry('two', 'Two', other.issuer, other),
      entry('gone', 'Gone', `http://127.0.0.1:${await freePort()}`, other),
    ]),
  });
}, 60_000);
afterAll(async () => {
  await Promise.all([provider?.stop(), other?.stop()]);
  await origin?.stop();
});

/** Somebody with an account at both providers, who is new here. */
function newPerson(more: Partial<OpenidUser> = {}): OpenidUser & { email: string } {
  const sub = `p${crypto.randomUUID().slice(0, 8)}`;
  const person = { sub, email: `${sub}@example.test`, email_verified: true, preferred_username: sub, ...more };
  for (const each of [provider, other]) each.addUser(person);
  return { ...person, email: person.email ?? '' };
}
const jarOf = (response: Response) => response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
const cookieNamed = (jar: string[], name: string) => jar.find((cookie) => cookie.startsWith(`${name}=`)) ?? '';

function post(path: string, body: object, headers: Record<string, string> = ownPage) {
  return fetch(`${origin.url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
/** Sets out to a provider: the page's cookie and where it is sent. */
async function start(id = 'one', body: object = {}) {
  const response = await post(`/auth/openid/${id}/start`, body);
  expect(response.status).toBe(200);
  return { url: tripSchema.parse(await response.json()).url, jar: jarOf(response) };
}
const back = (query: URLSearchParams, jar: string[], id = 'one') =>
  fetch(`${origin.url}/api/v1/auth/openid/${id}/callback?${query}`, {
    redirect: 'manual',
    // As browsers send it: from the provider's page, with what is Lax.
    headers: { cookie: jar.join('; '), 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  });
async function signIn(person: OpenidUser, body: object = {}) {
  const { url, jar } = await start('one', body);
  return back(await provider.visit(url, person.sub), jar);
}
const whereTo = (response: Response) => [response.status, response.headers.get('location')];
const refusedWith = (code: string) => [303, `${publicUrl}/account#sign_in_error=${code}`];
async function meOf(response: Response) {
  const cookie = cookieNamed(jarOf(response), '__Host-kinora_access');
  return meSchema.parse(await (await fetch(`${origin.url}/api/v1/me`, { headers: { cookie } })).json());
}
const identitiesOf = async ({ token }: TestUser) =>
  identityListSchema.parse(await (await origin.request('GET', '/me/identities', { token })).json()).identities;

test('what people can sign in with is told, and no more than that', async () => {
  const ways = await (await origin.request('GET', '/auth/ways')).json();
  expect(waysInSchema.parse(ways).providers.map(({ label }) => label)).toEqual(['One', 'Two', 'Gone']);
  expect(JSON.stringify(ways)).not.toContain(provider.client_secret);
});

describe('signing in at a provider', () => {
  test('makes an account with a channel the first time, and opens it the next', async () => {
    const person = newPerson();
    const first = await signIn(person, { return_to: '/watch/abc?t=5' });
    expect(whereTo(first)).toEqual([303, `${publicUrl}/watch/abc?t=5`]);
    const me = await meOf(first);
    expect(me).toMatchObject({ email: person.email, email_verified: true, username: person.sub });
    expect(me.channels).toMatchObject([{ handle: person.sub }]);
    const again = await signIn(person);
    expect(whereTo(again)).toEqual([303, `${publicUrl}/account`]);
    expect((await meOf(again)).user_id).toBe(me.user_id);
    // The session that the browser brought is not the one it leaves with.
    const kept = await origin.db.select().from(sessions).where(eq(sessions.userId, me.user_id));
    expect(kept).toHaveLength(2);
  });

  test('leaves cookies that no script reads, and takes the one of the trip away', async () => {
    const response = await signIn(newPerson());
    const [trip, access, refresh] = response.headers.getSetCookie();
    expect(trip).toBe('__Secure-kinora_openid=; Path=/api/v1/auth/openid; Max-Age=0; SameSite=Lax; HttpOnly; Secure');
    expect(access).toMatch(/^__Host-kinora_access=.+; SameSite=Lax; HttpOnly; Secure$/);
    expect(refresh).toMatch(/^__Secure-kinora_refresh=.+; SameSite=Strict; HttpOnly; Secure$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('finds another name when the wished one is taken, and has an unproven address confirmed', async () => {
    const taken = (await origin.signUp()).session.user.username;
    const person = newPerson({ preferred_username: taken, email_verified: false });
    const me = await meOf(await signIn(person));
    expect(me.username).toMatch(new RegExp(`^${taken}\\d{5}$`));
    expect(me.email_verified).toBe(false);
    const subjects = (await origin.db.select().from(mails).where(eq(mails.to, person.email))).map((m) => m.subject);
    expect(subjects).toEqual(['Confirm your e-mail address']);
  });

  test('asks for the code where the account has a second factor', async () => {
    const person = newPerson();
    const { user_id: userId } = await meOf(await signIn(person));
    const now = new Date();
    await origin.db.insert(secondFactors).values({ userId, sealedSecret: 'x', confirmedAt: now, createdAt: now });
    const response = await signIn(person, { return_to: '/studio' });
    expect(response.headers.get('location')).toMatch(/^https:\/\/kinora\.test\/studio#second_factor=[\w-]{43}$/);
    expect(cookieNamed(jarOf(response), '__Host-kinora_access')).toBe('');
    const byForm = await signIn(person, { return_to: '/account/sign-in/back?next=%2Fstudio' });
    const asked = new URL(byForm.headers.get('location') ?? '');
    expect([asked.pathname, asked.searchParams.get('next'), asked.hash]).toEqual([
      '/account/sign-in/back',
      '/studio',
      '',
    ]);
    expect(asked.searchParams.get('second_factor')).toMatch(/^[\w-]{43}$/);
  });

  test('is refused to a suspended account, and to somebody without an address', async () => {
    const person = newPerson();
    const { user_id } = await meOf(await signIn(person));
    await origin.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, user_id));
    expect(whereTo(await signIn(person))).toEqual(refusedWith('account_suspended'));
    const sub = `no_mail_${crypto.randomUUID()}`;
    provider.addUser({ sub });
    expect(whereTo(await signIn({ sub }))).toEqual(refusedWith('provider_refused'));
  });
});

describe('an account that has the address already', () => {
  test('is not taken over, whatever the provider says of the address', async () => {
    const user = await origin.signUp();
    const email = `${user.session.user.username}@example.test`;
    const refused = await signIn(newPerson({ email: email.toUpperCase() }));
    expect(whereTo(refused)).toEqual(refusedWith('email_taken'));
    expect(cookieNamed(jarOf(refused), '__Host-kinora_access')).toBe('');
    expect(await identitiesOf(user)).toEqual([]);
  });

  test('is linked by its owner, signed in, with the password; both ways in open it', async () => {
    const user = await origin.signUp();
    const person = newPerson({ email: `${user.session.user.username}@example.test` });
    const link = (body: object, headers: Record<string, string> = ownPage) =>
      post('/me/identities', { provider_id: 'one', ...body }, { authorization: `Bearer ${user.token}`, ...headers });
    expect(await outcomeOf(await link({ password: 'wrong horse' }))).toBe('401 invalid_credentials');
    expect(await outcomeOf(await link({}))).toBe('401 invalid_credentials');
    expect(await outcomeOf(await link({ password }, { 'sec-fetch-site': 'cross-site' }))).toBe('403 csrf_rejected');
    const away = await link({ password, return_to: '/account' });
    const { url } = tripSchema.parse(await away.json());
    const linked = await back(await provider.visit(url, person.sub), jarOf(away));
    expect(whereTo(linked)).toEqual([303, `${publicUrl}/account`]);
    const [identity] = await identitiesOf(user);
    expect(identity).toMatchObject({ provider_id: 'one', email: person.email });
    const log = await origin.db
      .select()
      .from(auditLog)
      .where(eq(auditLog.objectId, identity?.identity_id ?? ''));
    expect(log.map(({ action }) => action)).toEqual(['identity.linked']);
    expect((await meOf(await signIn(person))).user_id).toBe(user.session.user.user_id);
    const client = createApiClient({ baseUrl: origin.url });
    expect(await errorCodeOf(client.signIn({ email: person.email, password }))).toBe('no error');
    const subjects = (await origin.db.select().from(mails).where(eq(mails.to, person.email))).map((m) => m.subject);
    expect(subjects).toContain('An account elsewhere was linked to yours');

    const stranger = await origin.signUp();
    const theirs = await post(
      '/me/identities',
      { provider_id: 'one', password },
      { ...ownPage, authorization: `Bearer ${stranger.token}` },
    );
    const trip = tripSchema.parse(await theirs.json());
    const taken = await back(await provider.visit(trip.url, person.sub), jarOf(theirs));
    expect(whereTo(taken)).toEqual(refusedWith('identity_taken'));
  });

  test('is not linked by a device that was signed out on the way', async () => {
    const user = await origin.signUp();
    const headers = { ...ownPage, authorization: `Bearer ${user.token}` };
    const away = await post('/me/identities', { provider_id: 'one', password }, headers);
    const { url } = tripSchema.parse(await away.json());
    await origin.request('DELETE', '/me/sessions', { token: user.token });
    const came = await back(await provider.visit(url, newPerson().sub), jarOf(away));
    expect(whereTo(came)).toEqual(refusedWith('token_revoked'));
  });

  test('is unlinked by its owner, but never from its last way in', async () => {
    const person = newPerson();
    const signedIn = await signIn(person);
    const cookie = cookieNamed(jarOf(signedIn), '__Host-kinora_access');
    const send = (method: string, path: string) =>
      fetch(`${origin.url}/api/v1${path}`, { method, headers: { cookie, ...ownPage } });
    const { identities } = identityListSchema.parse(await (await send('GET', '/me/identities')).json());
    const path = `/me/identities/${identities[0]?.identity_id}`;
    expect(await outcomeOf(await send('DELETE', path))).toBe('409 last_way_in');
    const stranger = await origin.signUp();
    const refused = await origin.request('DELETE', path, { token: stranger.token });
    expect(await outcomeOf(refused)).toBe('404 not_found');

    // Who signed up at a provider chooses a password by mail.
    await origin.request('POST', '/auth/password-reset', { body: { email: person.email } });
    const sent = await origin.db.select().from(mails).where(eq(mails.to, person.email));
    const token = /token=([\w-]+)/.exec(sent.at(-1)?.text ?? '')?.[1];
    await origin.request('POST', '/auth/password-reset/complete', { body: { token, password: 'a new password' } });
    const client = createApiClient({ baseUrl: origin.url });
    const session = await client.signIn({ email: person.email, password: 'a new password' });
    expect((await origin.request('DELETE', path, { token: session.access_token })).status).toBe(204);
    expect(whereTo(await signIn(person))).toEqual(refusedWith('email_taken'));
  });
});

describe('what comes back is refused', () => {
  test('without the cookie of the browser that set out, or with another’s', async () => {
    const person = newPerson();
    const [mine, theirs] = [await start(), await start()];
    const query = await provider.visit(mine.url, person.sub);
    expect(whereTo(await back(query, []))).toEqual(refusedWith('challenge_invalid'));
    expect(whereTo(await back(query, theirs.jar))).toEqual(refusedWith('provider_refused'));
  });

  test('a second time', async () => {
    const { url, jar } = await start();
    const query = await provider.visit(url, newPerson().sub);
    expect(whereTo(await back(query, jar))).toEqual([303, `${publicUrl}/account`]);
    expect(whereTo(await back(query, jar))).toEqual(refusedWith('challenge_invalid'));
    // Nor with a new trip around the old code, which the provider knows to be used.
    const next = await start();
    query.set('state', new URL(next.url).searchParams.get('state') ?? '');
    expect(whereTo(await back(query, next.jar))).toEqual(refusedWith('provider_refused'));
  });

  test('with the state of nobody, or the code of somebody else', async () => {
    const person = newPerson();
    const wrong = await start();
    const query = await provider.visit(wrong.url, person.sub);
    query.set('state', 'x'.repeat(43));
    expect(whereTo(await back(query, wrong.jar))).toEqual(refusedWith('provider_refused'));
    // A stolen code put into one's own trip: PKCE ties it to the trip it was made for.
    const [victim, thief] = [await start(), await start()];
    const stolen = await provider.visit(victim.url, person.sub);
    stolen.set('state', new URL(thief.url).searchParams.get('state') ?? '');
    expect(whereTo(await back(stolen, thief.jar))).toEqual(refusedWith('provider_refused'));
  });

  test('too late', async () => {
    const { url, jar } = await start();
    const query = await provider.visit(url, newPerson().sub);
    await origin.db.update(signInChallenges).set({ expiresAt: new Date(Date.now() - 1) });
    expect(whereTo(await back(query, jar))).toEqual(refusedWith('challenge_invalid'));
  });

  test('from another provider than it was sent to', async () => {
    const person = newPerson();
    const { url, jar } = await start();
    const query = await provider.visit(url, person.sub);
    expect(whereTo(await back(query, jar, 'two'))).toEqual(refusedWith('challenge_invalid'));
    const again = await start();
    const mixed = await provider.visit(again.url, person.sub);
    mixed.set('iss', other.issuer); // RFC 9207 §2.4
    expect(whereTo(await back(mixed, again.jar))).toEqual(refusedWith('provider_refused'));
  });

  test('when the person said no', async () => {
    const { url, jar } = await start('one', { return_to: '/search?q=x#y' });
    const state = new URL(url).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ error: 'access_denied', state, iss: provider.issuer });
    expect(whereTo(await back(query, jar))).toEqual([303, `${publicUrl}/search?q=x#sign_in_error=provider_refused`]);
  });

  const nowSec = () => Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forgeries: [string, Forge][] = [
    ['for another trip', (claims, sign) => sign({ ...claims, nonce: 'of another' })],
    ['without a nonce', ({ nonce: _, ...claims }, sign) => sign(claims)],
    ['of another issuer', (claims, sign) => sign({ ...claims, iss: other.issuer })],
    ['for another client', (claims, sign) => sign({ ...claims, aud: 'somebody else' })],
    ['that has expired', (claims, sign) => sign({ ...claims, iat: nowSec() - 7200, exp: nowSec() - 3600 })],
    ['that nobody signed', async (claims) => `${part({ alg: 'none' })}.${part(claims)}.`],
    [
      'whose signature is broken',
      async (claims, sign) => `${(await sign(claims)).split('.').slice(0, 2).join('.')}.${'A'.repeat(342)}`,
    ],
    [
      'signed with the public key as if it were a secret',
      async (claims, _, publicJwk) => {
        const publicKey = await importJWK(publicJwk, 'RS256', { extractable: true });
        if (publicKey instanceof Uint8Array) throw new Error('this is no public key');
        const secret = new TextEncoder().encode(await exportSPKI(publicKey));
        return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'test' }).sign(secret);
      },
    ],
    [
      'signed by whoever the token names',
      async (claims) => {
        const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
        const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey);
        const header = { alg: 'ES256', kid: '../../dev/null', jwk: { kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y } };
        return new SignJWT(claims).setProtectedHeader(header as { alg: string }).sign(pair.privateKey);
      },
    ],
  ];
  test('but not an ID token that the provider has signed anew', async () => {
    const { url, jar } = await start();
    const query = await provider.visit(url, newPerson().sub);
    provider.forgeNext((claims, sign) => sign(claims));
    expect(whereTo(await back(query, jar))).toEqual([303, `${publicUrl}/account`]);
  });

  test.each(forgeries)('with an ID token %s', async (_, forge) => {
    const person = newPerson();
    const { url, jar } = await start();
    const query = await provider.visit(url, person.sub);
    provider.forgeNext(forge);
    const response = await back(query, jar);
    expect(whereTo(response)).toEqual(refusedWith('provider_refused'));
    expect(await origin.db.select().from(users).where(eq(users.email, person.email))).toEqual([]);
  });
});

describe('setting out', () => {
  test('leads back to pages of this host alone', async () => {
    const elsewhere = ['https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)', '/a\nb', '/a b', ''];
    for (const return_to of elsewhere)
      expect([return_to, await outcomeOf(await post('/auth/openid/one/start', { return_to }))]).toEqual([
        return_to,
        '400 validation_failed',
      ]);
  });

  test('is for pages of this host, and for providers that are known and there', async () => {
    expect(await outcomeOf(await post('/auth/openid/one/start', {}, { 'sec-fetch-site': 'cross-site' }))).toBe(
      '403 csrf_rejected',
    );
    expect(await outcomeOf(await post('/auth/openid/none/start', {}))).toBe('404 not_found');
    const away = await post('/auth/openid/gone/start', {});
    expect([await outcomeOf(away), away.headers.get('retry-after')]).toEqual(['502 provider_unavailable', '30']);
  });

  test('asks for a code with PKCE, bound by state and nonce', async () => {
    const { searchParams } = new URL((await start()).url);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: callbackOf('one'),
      scope: 'openid email profile',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(searchParams.get(name)).toMatch(/^[\w-]{43}$/);
  });
});
