import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import * as z from 'zod';
import { createApiClient } from '../../../shared/client/api-client.ts';
import {
  type ApiKeyCreated,
  type ApiKeyScope,
  apiKeyCreatedSchema,
  apiKeyListSchema,
  apiKeyScopes,
} from '../../../shared/contracts/api-keys.ts';
import { apiKeys, idempotencyKeys, users } from '../../../shared/schema/index.ts';
import {
  errorCodeOf,
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../../testing/test-origin.ts';
import { createApiKeyStore } from './store.ts';
import { verifyApiKey } from './verify-api-key.ts';

const allScopes = Object.keys(apiKeyScopes);
let origin: TestOrigin;
let person: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
  person = await origin.signUp();
});
afterAll(() => origin.stop());

async function makeKey(user: TestUser, scopes: string[], more: object = {}): Promise<ApiKeyCreated> {
  const body = { name: 'a script', scopes, ...more };
  const response = await origin.request('POST', '/me/api-keys', { token: user.token, body });
  expect(response.status).toBe(201);
  return apiKeyCreatedSchema.parse(await response.json());
}
const clientWith = (key: string): TestUser['api'] => createApiClient({ baseUrl: origin.url, accessToken: key });
const listed = async () =>
  apiKeyListSchema.parse(await (await origin.request('GET', '/me/api-keys', { token: person.token })).json()).api_keys;

test('a key uploads a video and sees it, and is named with when it was last used', async () => {
  const made = await makeKey(person, ['uploads:write', 'videos:read']);
  expect(made.key).toMatch(/^kin_[0-9a-f]{32}_[\w-]{43}$/);
  const api = clientWith(made.key);
  const videoId = await uploadWholeVideo({ ...person, api }, { visibility: 'private' });
  expect((await api.video(videoId)).visibility).toBe('private');
  const shown = (await listed()).find((key) => key.key_id === made.key_id);
  expect(shown).toMatchObject({ name: 'a script', scopes: ['uploads:write', 'videos:read'], expires_at: null });
  expect(Date.now() - Date.parse(shown?.last_used_at ?? '')).toBeLessThan(60_000);
});

test('the key itself is stored nowhere, not even with an Idempotency-Key', async () => {
  const response = await fetch(`${origin.url}/api/v1/me/api-keys`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${person.token}`,
      'content-type': 'application/json',
      'idempotency-key': 'make-a-key',
    },
    body: JSON.stringify({ name: 'secret', scopes: ['videos:read'] }),
  });
  const { key } = apiKeyCreatedSchema.parse(await response.json());
  expect(response.headers.get('cache-control')).toBe('no-store');
  const stored = JSON.stringify([
    await origin.db.select().from(apiKeys),
    await origin.db.select().from(idempotencyKeys),
    await listed(),
  ]);
  expect(stored).not.toContain(key.slice(-43));
});

test('its use is written at most once a minute', async () => {
  const { key, key_id } = await makeKey(person, ['account:read']);
  const lastUsed = async () =>
    (await origin.db.select().from(apiKeys).where(eq(apiKeys.id, key_id)))[0]?.lastUsedAt?.getTime();
  const setLastUsed = (ago: number) =>
    origin.db
      .update(apiKeys)
      .set({ lastUsedAt: new Date(Date.now() - ago) })
      .where(eq(apiKeys.id, key_id));
  await setLastUsed(30_000);
  const before = await lastUsed();
  await clientWith(key).me();
  expect(await lastUsed()).toBe(before);
  await setLastUsed(61_000);
  await clientWith(key).me();
  expect(Date.now() - ((await lastUsed()) ?? 0)).toBeLessThan(30_000);
});

describe('a key is refused', () => {
  test('once it is revoked, which only its owner can do', async () => {
    const { key, key_id } = await makeKey(person, ['account:read']);
    const stranger = await origin.signUp();
    const revoke = (token: string) => origin.request('DELETE', `/me/api-keys/${key_id}`, { token });
    expect(await outcomeOf(await revoke(stranger.token))).toBe('404 not_found');
    expect((await clientWith(key).me()).username).toBe(person.session.user.username);
    expect((await revoke(person.token)).status).toBe(204);
    expect(await errorCodeOf(clientWith(key).me())).toBe('token_invalid');
  });

  test('once it has expired, and cannot be made expired', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const { key, key_id } = await makeKey(person, ['account:read'], { expires_at: soon });
    expect(await errorCodeOf(clientWith(key).me())).toBe('no error');
    await origin.db
      .update(apiKeys)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(apiKeys.id, key_id));
    expect(await errorCodeOf(clientWith(key).me())).toBe('token_expired');
    const body = { name: 'late', scopes: ['account:read'], expires_at: '2020-01-01T00:00:00Z' };
    const late = await origin.request('POST', '/me/api-keys', { token: person.token, body });
    expect(await outcomeOf(late)).toBe('400 validation_failed');
  });

  test('when it is made up, cut short or changed in one character', async () => {
    const { key } = await makeKey(person, ['account:read']);
    const other = key.endsWith('A') ? 'B' : 'A';
    for (const bad of [
      key.slice(0, -1),
      key.slice(0, -1) + other,
      key.replace('kin_0', 'kin_1'),
      `kin_${'0'.repeat(32)}_${'A'.repeat(43)}`,
      'kin_',
    ])
      expect(await errorCodeOf(clientWith(bad).me())).toBe('token_invalid');
  });

  test('when its owner is suspended', async () => {
    const other = await origin.signUp();
    const { key } = await makeKey(other, ['account:read']);
    await origin.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, other.session.user.user_id));
    expect(await errorCodeOf(clientWith(key).me())).toBe('account_suspended');
  });
});

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ security: z.array(z.record(z.string(), z.array(z.string()))).default([]) })),
  ),
});
/** The document has what the edge answers itself, too. */
const isServedHere = (method: string, path: string) =>
  origin
    .app()
    .routes.some((route) => route.method === method.toUpperCase() && route.path.replaceAll(/:(\w+)/g, '{$1}') === path);

describe('scopes', () => {
  test('open what they name and nothing else, on every route there is', async () => {
    const document = documentSchema.parse(await (await origin.request('GET', '/openapi.json')).json());
    const all = await makeKey(person, allScopes);
    const wrongFor = new Map<string, string>();
    for (const scope of allScopes) {
      const others = allScopes.filter((each) => each !== scope);
      wrongFor.set(scope, (await makeKey(person, others)).key);
    }
    const ask = async (method: string, path: string, token: string) => {
      const filled = path
        .replace('/api/v1', '')
        .replaceAll('{video_id}', 'AAAAAAAAAAA')
        .replaceAll(/\{\w+\}/g, all.key_id);
      const response = await origin.request(method.toUpperCase(), filled, { token });
      return response.headers.get('www-authenticate') ?? outcomeOf(response);
    };
    let scoped = 0;
    let personal = 0;
    for (const [path, item] of Object.entries(document.paths)) {
      if (!path.startsWith('/api/v1/')) continue;
      for (const [method, { security }] of Object.entries(item)) {
        if (!isServedHere(method, path) || security.length === 0) continue;
        const scope = security.flatMap((each) => each.apiKey ?? [])[0];
        const withAll = await ask(method, path, all.key);
        if (scope === undefined) {
          personal += 1;
          expect([method, path, withAll]).toEqual([method, path, '403 insufficient_scope']);
          continue;
        }
        scoped += 1;
        expect([method, path, withAll]).not.toEqual([method, path, '403 insufficient_scope']);
        expect([method, path, await ask(method, path, wrongFor.get(scope) ?? '')]).toEqual([
          ...[method, path],
          `Bearer error="insufficient_scope", scope="${scope}"`,
        ]);
      }
    }
    expect(scoped).toBeGreaterThan(14);
    expect(personal).toBeGreaterThan(2);
  });

  test('guard tus uploads too', async () => {
    const create = async (scope: ApiKeyScope) => {
      const { key } = await makeKey(person, [scope]);
      const headers = { authorization: `Bearer ${key}`, 'tus-resumable': '1.0.0', 'upload-length': '1000' };
      return outcomeOf(await fetch(`${origin.url}/api/v1/tus`, { method: 'POST', headers }));
    };
    expect(await create('videos:read')).toBe('403 insufficient_scope');
    expect(await create('uploads:write')).not.toBe('403 insufficient_scope');
  });

  test('never carry the rights of a moderator or an admin', async () => {
    const admin = await origin.signUp();
    await origin.db.update(users).set({ role: 'admin' }).where(eq(users.id, admin.session.user.user_id));
    const { key } = await makeKey(admin, allScopes);
    const viewer = await verifyApiKey({ store: createApiKeyStore(origin.db), clock: () => new Date() }, key);
    expect(viewer.role).toBe('creator');
  });
});

test('an account has at most fifty keys', async () => {
  const busy = await origin.signUp();
  const body = { name: 'one', scopes: ['account:read'] };
  const outcomes = [];
  for (let made = 0; made < 51; made++)
    outcomes.push(await outcomeOf(await origin.request('POST', '/me/api-keys', { token: busy.token, body })));
  expect(outcomes.filter((outcome) => outcome === '201')).toHaveLength(50);
  expect(outcomes.at(-1)).toBe('403 quota_exceeded');
});
