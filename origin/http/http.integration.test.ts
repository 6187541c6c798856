import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import * as z from 'zod';
import { internalHeaders, requestIdHeader } from '../../shared/http-headers.ts';
import { outcomeOf, startTestOrigin, type TestOrigin } from '../testing/test-origin.ts';

const operationSchema = z.looseObject({
  summary: z.string().min(1),
  tags: z.array(z.string()).min(1),
  responses: z.record(z.string(), z.unknown()),
});
const documentSchema = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
});
let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

const openApi = async () => (await origin.request('GET', '/openapi.json')).json();

describe('the API document', () => {
  test('holds every route of the app, and those of the edge', async () => {
    const { paths } = documentSchema.parse(await openApi());
    const served = origin
      .app()
      .routes.filter(({ method, path }) => method !== 'ALL' && !path.includes('*') && !path.startsWith('/internal/'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const ofTheEdge = [
      'GET /api/v1/videos/{video_id}/comments',
      'GET /api/v1/comments/{comment_id}/replies',
      'POST /api/v1/videos/{video_id}/playback',
      'GET /api/v1/videos/{video_id}/stream',
      'GET /api/v1/videos/{video_id}/room/events',
      'POST /api/v1/views',
    ];
    const documented = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.sort()).toEqual([...new Set([...served, ...ofTheEdge])].sort());
    expect(documented.length).toBeGreaterThan(18);
  });

  test('describes bodies, answers, errors and tokens from the contracts', async () => {
    const { paths, openapi } = documentSchema.parse(await openApi());
    expect(openapi).toStartWith('3.1');
    const create = paths['/api/v1/uploads']?.post;
    expect(create).toMatchObject({
      tags: ['Uploads'],
      security: [{ accessToken: [] }, { apiKey: ['uploads:write'] }],
      requestBody: { content: { 'application/json': { schema: { properties: { size_bytes: { type: 'integer' } } } } } },
    });
    expect(create?.responses).toMatchObject({
      201: { content: { 'application/json': { schema: { properties: { part_size: { type: 'integer' } } } } } },
      400: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
      401: {},
      413: { description: '`payload_too_large`' },
      409: { description: '`idempotency_key_reused`, `idempotency_in_progress`' },
      429: { description: '`rate_limited`, `too_many_uploads`' },
    });
    expect(paths['/api/v1/videos/{video_id}']?.get).toMatchObject({
      parameters: [{ in: 'path', name: 'video_id', required: true }],
      security: [{ accessToken: [] }, { apiKey: ['videos:read'] }, {}],
    });
    expect(paths['/api/v1/auth/refresh']?.post?.security).toEqual([]);
  });

  test('can be read as a page that loads nothing', async () => {
    const response = await origin.request('GET', '/docs');
    const page = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(page).toStartWith('<!doctype html>');
    expect(page).toContain('/api/v1/uploads/{upload_id}/complete');
    expect(page).toContain('max-width: 60rem');
    expect(page).not.toMatch(/<script|<link|src=|@import/);
  });
});

describe('errors', () => {
  test('have one shape, whatever went wrong', async () => {
    const send = (init: RequestInit) => fetch(`${origin.url}/api/v1/auth/sign-in`, { method: 'POST', ...init });
    const json = { 'content-type': 'application/json' };
    expect(await outcomeOf(await send({ body: '{', headers: json }))).toBe('400 invalid_json');
    expect(await outcomeOf(await send({ body: 'a=b', headers: { 'content-type': 'text/plain' } }))).toBe(
      '415 unsupported_media',
    );
    expect(await outcomeOf(await send({ body: ' '.repeat(2 * 1024 ** 2 + 1), headers: json }))).toBe(
      '413 payload_too_large',
    );
    expect(await outcomeOf(await fetch(`${origin.url}/nowhere`))).toBe('404 not_found');
    const wrongMethod = await origin.request('PUT', '/videos/abcdefghij_');
    expect(wrongMethod.headers.get('allow')).toBe('HEAD, GET, PATCH, DELETE');
    expect(await outcomeOf(wrongMethod)).toBe('405 method_not_allowed');
  });

  test('that nobody foresaw are redacted, with the request id to look for', async () => {
    const { api } = await origin.signUp();
    await origin.db.run('alter table users rename to users_gone');
    try {
      const failing = await api.me().catch((error: unknown) => error);
      expect(String(failing)).toMatch(/^AppError: something went wrong; the request id is [0-9a-f-]{36}$/);
    } finally {
      await origin.db.run('alter table users_gone rename to users');
    }
  });
});

test('request ids are believed from the edge only, and always answered', async () => {
  const key = { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY };
  const idOf = async (headers: Record<string, string>) =>
    (await fetch(`${origin.url}/healthz`, { headers })).headers.get(requestIdHeader);
  expect(await idOf({ ...key, [requestIdHeader]: 'from-the-edge' })).toBe('from-the-edge');
  expect(await idOf({ [requestIdHeader]: 'from-a-client' })).toMatch(/^[0-9a-f-]{36}$/);
  expect(await idOf({ ...key, [requestIdHeader]: 'a b' })).toMatch(/^[0-9a-f-]{36}$/);
});

test('the address of a session is what the edge saw, never what a client says', async () => {
  const signUp = async (headers: Record<string, string>) => {
    const username = `h_${crypto.randomUUID().slice(0, 8)}x`;
    const body = JSON.stringify({ username, email: `${username}@example.test`, password: 'correct horse' });
    const response = await fetch(`${origin.url}/api/v1/auth/sign-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const { user } = z.object({ user: z.object({ user_id: z.string() }) }).parse(await response.json());
    return (await origin.db.query.sessions.findFirst({ where: (row, { eq }) => eq(row.userId, user.user_id) }))
      ?.ipAddress;
  };
  const address = { [internalHeaders.clientAddress]: '203.0.113.7', 'x-forwarded-for': '203.0.113.8' };
  expect(await signUp({ ...address, [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY })).toBe('203.0.113.7');
  expect(await signUp(address)).not.toBeOneOf(['203.0.113.7', '203.0.113.8']);
});

test('pages of other origins may call the API with a bearer token', async () => {
  const preflight = await fetch(`${origin.url}/api/v1/uploads`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://elsewhere.test',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
  expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  const refused = await fetch(`${origin.url}/api/v1/me`, { headers: { origin: 'https://elsewhere.test' } });
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  expect(refused.headers.get('access-control-expose-headers')).toContain(requestIdHeader);
});

test('a write through the edge tells how far the database has come, and nothing else does', async () => {
  const { token } = await origin.signUp();
  const key = { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY };
  const wants = { [internalHeaders.wantsReplicationIndex]: '1' };
  const post = async (
    headers: Record<string, string>,
    body = '{"filename":"a.mp4","size_bytes":9,"mime":"video/mp4","title":"T"}',
  ) => {
    const sent = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
    const response = await fetch(`${origin.url}/api/v1/uploads`, { method: 'POST', headers: sent, body });
    return { status: response.status, index: response.headers.get(internalHeaders.replicationIndex) };
  };
  const first = await post({ ...key, ...wants });
  const second = await post({ ...key, ...wants });
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(Number(first.index)).toBeGreaterThan(0);
  expect(Number(second.index)).toBeGreaterThan(Number(first.index));
  expect((await post(key)).index).toBeNull();
  expect((await post(wants)).index).toBeNull(); // a client's own header is no wish of the edge
  expect(await post({ ...key, ...wants }, '{}')).toEqual({ status: 400, index: null });
});

test('health is ok while everything answers', async () => {
  const response = await fetch(`${origin.url}/healthz`);
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
});
