import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type EdgeWorld, errorCode, internalKey, startEdgeWorld } from './testing/edge-world.ts';
import { rawRequest } from './testing/raw-request.ts';

const VIDEO = 'roomVideo01';
let world: EdgeWorld;

beforeAll(async () => {
  world = await startEdgeWorld();
  await world.seed({ id: VIDEO });
  await world.seed({ id: 'privateRoom', visibility: 'private' });
});
afterAll(() => world?.[Symbol.asyncDispose]());

const last = () => world.origin.seen.at(-1);

test('a request reaches origin with its body, the key, the real address and one request id', async () => {
  const response = await fetch(`${world.edge.url}/api/v1/uploads?x=1`, {
    method: 'POST',
    body: 'hello',
    headers: {
      'x-kinora-internal-key': 'guess',
      'x-kinora-client-address': '8.8.8.8',
      'x-forwarded-for': '8.8.8.8',
      'cf-connecting-ip': '8.8.8.8',
      'x-request-id': 'mine',
      authorization: 'Bearer abc',
    },
  });
  expect(await response.json()).toEqual({ echoed: 'hello' });
  const seen = last();
  expect(seen).toMatchObject({ method: 'POST', path: '/api/v1/uploads', body: 'hello' });
  expect(seen?.headers.get('x-kinora-internal-key')).toBe(internalKey);
  expect(seen?.headers.get('x-kinora-client-address')).toBe('127.0.0.1');
  expect(seen?.headers.get('x-forwarded-for')).toBe('127.0.0.1');
  expect(seen?.headers.get('cf-connecting-ip')).toBeNull();
  expect(seen?.headers.get('authorization')).toBe('Bearer abc');
  expect(seen?.headers.get('x-request-id')).toBe(response.headers.get('x-request-id'));
  expect(seen?.headers.get('x-request-id')).not.toBe('mine');
});

test("origin's internal headers and hop-by-hop headers stay inside, cookies come through", async () => {
  const response = await fetch(`${world.edge.url}/api/v1/me`);
  expect(response.headers.get('x-kinora-secret')).toBeNull();
  expect(response.headers.get('x-gone')).toBeNull();
  expect(response.headers.getSetCookie()).toEqual(['a=1']);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test.each(['PATCH', 'PUT', 'DELETE'])('%s passes through, under /storage too', async (method) => {
  await fetch(`${world.edge.url}/storage/parts/abc`, { method, body: 'part' });
  expect(last()).toMatchObject({ method, path: '/storage/parts/abc', body: 'part' });
});

test('a large body is streamed through unchanged', async () => {
  const body = 'x'.repeat(12 * 1024 * 1024);
  await (await fetch(`${world.edge.url}/storage/parts/big`, { method: 'PUT', body })).text();
  expect(last()?.body.length).toBe(body.length);
  expect(last()?.headers.get('content-length')).toBe(String(body.length)); // a signed part's size is checked
});

test('events come through one by one as origin sends them, and the reader leaving is felt there', async () => {
  const reading = new AbortController();
  const response = await fetch(`${world.edge.url}/api/v1/videos/${VIDEO}/status/stream`, { signal: reading.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (const number of [0, 1, 2]) {
    // The next is sent only after this one has arrived: nothing on the way may wait for more.
    expect((await reader?.read())?.value).toBe(`data: ${number}\n\n`);
    world.origin.sendEvent(`data: ${number + 1}\n\n`);
  }
  reading.abort();
  await world.origin.streamLeft;
});

test.each([
  '/api/v1/../../internal/media/x',
  '/api/v1/%2e%2e/%2e%2e/internal/media/x',
  '/api/v1/..%2f..%2finternal/media/x',
  '/storage/..\\..\\internal\\media\\x',
  '/assets/../internal/media/x',
  '/internal/media/x',
  '//internal/media/x',
  '/api/../internal/media/x',
])('%p never reaches an internal route', async (target) => {
  const before = world.origin.seen.length;
  const reads = world.origin.mediaReads.size;
  expect((await rawRequest(world.edge.port, 'GET', target)).status).toBe(404);
  expect(world.origin.seen.length).toBe(before);
  expect(world.origin.mediaReads.size).toBe(reads);
});

test('an absolute request target cannot turn the edge into an open proxy', async () => {
  const { status } = await rawRequest(world.edge.port, 'GET', 'http://127.0.0.1:1/api/v1/elsewhere');
  expect(status).toBe(200);
  expect(last()?.path).toBe('/api/v1/elsewhere'); // whatever host is written there, it goes to origin
});

test('unknown paths are JSON below /api and a page elsewhere', async () => {
  const api = await fetch(`${world.edge.url}/api/v2/anything`);
  expect(api.status).toBe(404);
  expect(await errorCode(api)).toBe('not_found');
  const page = await fetch(`${world.edge.url}/nowhere`);
  expect(page.status).toBe(404);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('built files carry a hash in their name and are kept for good', async () => {
  const home = await (await fetch(world.edge.url)).text();
  const [stylesheet] = /\/assets\/styles-[a-z0-9]+\.css/.exec(home) ?? [];
  const response = await fetch(`${world.edge.url}${stylesheet}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/css');
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect((await fetch(`${world.edge.url}/assets/none.css`)).status).toBe(404);
});

test('health is answered', async () => {
  expect(await (await fetch(`${world.edge.url}/healthz`)).json()).toEqual({ status: 'ok' });
});

test.each(['privateRoom', 'missingRoom'])('%s cannot be joined', async (videoId) => {
  const { status } = await rawRequest(world.edge.port, 'GET', `/api/v1/videos/${videoId}/room`, {
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'x3JJHMbDL1EzLkh9GBhXDw==',
  });
  expect(status).toBe(404);
});

test('the room is not a page', async () => {
  expect((await fetch(`${world.edge.url}/api/v1/videos/${VIDEO}/room`)).status).toBe(400);
});

// Last: origin does not come back.
test('with origin away the API answers 503 with Retry-After and its request id', async () => {
  await world.origin.stop();
  const response = await fetch(`${world.edge.url}/api/v1/me`);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(await errorCode(response)).toBe('unavailable');
  // A bearer that cannot be checked is neither anonymous nor refused.
  const authorization = `Bearer ${await world.origin.accessToken({ sub: 'owner' })}`;
  const playback = await fetch(`${world.edge.url}/api/v1/videos/${VIDEO}/playback`, { headers: { authorization } });
  expect(playback.status).toBe(503);
  expect(await errorCode(playback)).toBe('unavailable');
});
