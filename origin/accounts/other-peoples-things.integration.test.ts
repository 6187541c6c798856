import { afterAll, beforeAll, expect, test } from 'bun:test';
import * as z from 'zod';
import { apiKeyCreatedSchema } from '../../shared/contracts/api-keys.ts';
import { deviceSessionListSchema } from '../../shared/contracts/auth.ts';
import {
  describeVideo,
  outcomeOf,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        security: z.array(z.record(z.string(), z.unknown())).default([]),
        requestBody: z.unknown().optional(),
      }),
    ),
  ),
});
type Route = { method: string; path: string; hasBody: boolean };

let origin: TestOrigin;
let stranger: TestUser;
/** Every id in the API, of things that are somebody else's. */
let ids: Record<string, string>;
let routes: Route[];

beforeAll(async () => {
  origin = await startTestOrigin();
  const owner = await origin.signUp();
  stranger = await origin.signUp();
  const upload = await owner.api.createUpload(describeVideo(randomBytes(100), { visibility: 'private' }));
  const { token } = owner;
  const key = await origin.request('POST', '/me/api-keys', { token, body: { name: 'x', scopes: ['videos:read'] } });
  const devices = await origin.request('GET', '/me/sessions', { token });
  ids = {
    video_id: await uploadWholeVideo(owner, { visibility: 'private' }),
    upload_id: upload.upload_id,
    channel: owner.session.user.username,
    key_id: apiKeyCreatedSchema.parse(await key.json()).key_id,
    session_id: deviceSessionListSchema.parse(await devices.json()).sessions[0]?.session_id ?? '',
    username: stranger.session.user.username,
    language: 'en',
  };
  const document = documentSchema.parse(await (await origin.request('GET', '/openapi.json')).json());
  const served = new Set(
    origin.app().routes.map((route) => `${route.method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`),
  );
  routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([name, { security, requestBody }]): Route[] => {
      const method = name.toUpperCase();
      const isForAnyone = security.length === 0 || security.some((way) => Object.keys(way).length === 0);
      return isForAnyone || !served.has(`${method} ${path}`)
        ? []
        : [{ method, path, hasBody: requestBody !== undefined }];
    }),
  );
}, 60_000);
afterAll(() => origin.stop());

/** What fits each route that takes JSON: a refusal must not come from a body that is wrong. */
const bodies: Record<string, object> = {
  'PATCH /api/v1/channels/{channel}': { name: 'Mine now' },
  'PUT /api/v1/channels/{channel}/members/{username}': { role: 'manager' },
  'POST /api/v1/channels/{channel}/transfer': { username: 'someone_0x' },
  'POST /api/v1/uploads/{upload_id}/parts': { part_numbers: [1] },
  'POST /api/v1/uploads/{upload_id}/complete': { parts: [] },
  'PATCH /api/v1/videos/{video_id}': { title: 'Mine now' },
};
const filled = ({ path }: Route) =>
  path.replace('/api/v1', '').replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `no_id_for_${name}`);
const ask = async (route: Route, token?: string) => {
  const body = bodies[`${route.method} ${route.path}`];
  return outcomeOf(
    await origin.request(route.method, filled(route), { ...(token ? { token } : {}), ...(body ? { body } : {}) }),
  );
};

test('whoever is not signed in gets nowhere that asks for it', async () => {
  for (const route of routes) expect([route, await ask(route)]).toEqual([route, '401 unauthenticated']);
  expect(routes.length).toBeGreaterThan(30);
});

test('a stranger who knows every id of somebody else can do nothing with them', async () => {
  const withIds = routes.filter(({ path }) => path.includes('{'));
  for (const route of withIds) {
    if (route.hasBody) expect(Object.keys(bodies)).toContain(`${route.method} ${route.path}`); // place new routes above
    expect(filled(route)).not.toContain('no_id_for_');
    expect([route, await ask(route, stranger.token)]).toEqual([
      route,
      expect.stringMatching(/^(?:403 forbidden|404 not_found)$/),
    ]);
  }
  expect(withIds.length).toBeGreaterThan(18);
});
