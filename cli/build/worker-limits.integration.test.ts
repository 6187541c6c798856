import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Playback } from '../../shared/contracts/playback.ts';
import { freePort, tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, errorCode, startEdgeWorld } from './testing/edge-world.ts';
import { startEdge } from './testing/start-edge.ts';

const VIDEO = 'limitedVid1';
const limits = 'write-address=8/60,write-account=3/60,page-address=2/60,view-session=2/60,playback-address=5/60';
let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld({ REQUEST_LIMITS: limits });
  await world.seed({ id: VIDEO });
});
afterAll(() => world?.[Symbol.asyncDispose]());

const api = (path: string, init: RequestInit = {}) => fetch(`${world.edge.url}/api/v1${path}`, init);
const write = (headers: Record<string, string> = {}) => api('/playlists', { method: 'POST', body: '{}', headers });
const bearer = async (sub: string) => ({ authorization: `Bearer ${await world.origin.accessToken({ sub })}` });

test('accounts have limits of their own, an address has one, and every answer says where one stands', async () => {
  const [one, two] = [await bearer('one'), await bearer('two')];
  for (const left of [2, 1, 0]) {
    const response = await write(one);
    expect(response.status).toBe(200);
    expect(response.headers.get('ratelimit-policy')).toBe('"write-address";q=8;w=60, "write-account";q=3;w=60');
    expect(response.headers.get('ratelimit')).toMatch(new RegExp(`"write-account";r=${left};t=\\d+$`));
  }
  const before = world.origin.seen.length;
  const refused = await write(one);
  expect(refused.status).toBe(429);
  expect(await errorCode(refused)).toBe('rate_limited');
  const waitSec = Number(refused.headers.get('retry-after'));
  expect(waitSec).toBeWithin(1, 61);
  expect(refused.headers.get('ratelimit')).toContain(`"write-account";r=0;t=${waitSec}`);
  expect(world.origin.seen.length).toBe(before);
  expect((await write(two)).status).toBe(200);
  // API keys are counted by their public half.
  const apiKey = { authorization: `Bearer kin_${'a'.repeat(32)}_${'b'.repeat(43)}` };
  expect((await write(apiKey)).headers.get('ratelimit')).toContain('"write-account";r=2');
  // Made-up bearers do not help against the address's limit.
  expect((await write({ authorization: 'Bearer made-up' })).status).toBe(200);
  expect((await write({ authorization: 'Bearer another' })).status).toBe(200);
  expect((await write({ authorization: 'Bearer a-third' })).status).toBe(429);
  expect((await write({ 'cf-connecting-ip': '8.8.8.8', 'x-forwarded-for': '8.8.8.8' })).status).toBe(429);
});

test('pages are counted too, media and built files never', async () => {
  const session = (await (await api(`/videos/${VIDEO}/playback`, { method: 'POST' })).json()) as Playback;
  for (const expected of [200, 200, 429]) expect((await fetch(world.edge.url)).status).toBe(expected);
  for (let times = 0; times < 20; times += 1) {
    const segment = await fetch(session.hls_url);
    expect(segment.status).toBe(404); // the store is empty
    expect(segment.headers.get('ratelimit')).toBeNull();
    expect((await fetch(`${world.edge.url}/assets/none.css`)).status).toBe(404);
  }
});

test.each(['', '/comments'])('what is answered from memory%s counts like everything else', async (below) => {
  await using limited = await startAnotherEdge('read-address=4/60');
  for (const left of [3, 2, 1, 0]) {
    const response = await fetch(`${limited.url}/api/v1/videos/${VIDEO}${below}`);
    expect([response.status, response.headers.get('ratelimit-policy')]).toEqual([200, '"read-address";q=4;w=60']);
    expect(response.headers.get('ratelimit')).toMatch(new RegExp(`^"read-address";r=${left};t=\\d+$`));
  }
  const refused = await fetch(`${limited.url}/api/v1/videos/${VIDEO}${below}`);
  expect([refused.status, await errorCode(refused)]).toEqual([429, 'rate_limited']);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
});

test('a session may only report so often', async () => {
  await using loose = await startAnotherEdge('view-session=2/60');
  const { session_id } = (await (
    await fetch(`${loose.url}/api/v1/videos/${VIDEO}/playback`, { method: 'POST' })
  ).json()) as Playback;
  const report = (position_sec: number) =>
    fetch(`${loose.url}/api/v1/views`, {
      method: 'POST',
      body: JSON.stringify({
        ...{ video_id: VIDEO, session_id, event: 'heartbeat', position_sec },
        client_ts: new Date().toISOString(),
      }),
    });
  const statuses = [];
  for (let times = 0; times < 3; times += 1) statuses.push((await report(times)).status);
  expect(statuses).toEqual([202, 202, 429]);
});

/** Another edge of this world with only `limits` tight. */
async function startAnotherEdge(limits: string) {
  const dir = await tempDir();
  const port = await freePort();
  const home = join(dir.path, 'edge');
  await mkdir(home);
  const edge = await startEdge({
    ...{ dir: home, bundlePath: world.bundlePath, originAddress: world.origin.address, port },
    env: { ...world.bindings, PUBLIC_URL: `http://127.0.0.1:${port}`, REQUEST_LIMITS: limits },
  });
  return {
    url: edge.url,
    async [Symbol.asyncDispose]() {
      await edge.stop();
      await dir.remove();
    },
  };
}

test('a request with a cookie that changes something must come from a page of ours', async () => {
  const before = world.origin.seen.length;
  const from = (headers: Record<string, string>) =>
    fetch(`${world.edge.url}/storage/parts/x`, {
      method: 'PUT',
      body: 'x',
      headers: { cookie: 'session=1', ...headers },
    });
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, {}]) {
    const response = await from(headers as Record<string, string>);
    expect(response.status).toBe(403);
    expect(await errorCode(response)).toBe('csrf_rejected');
  }
  expect(world.origin.seen.length).toBe(before);
  expect((await from({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  expect((await from({ origin: world.publicUrl })).status).toBe(200);
});

test('a trace goes on through the edge, and one that is none begins there', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const seenWith = async (traceparent: string) => {
    await fetch(`${world.edge.url}/storage/parts/x`, { headers: { traceparent, tracestate: 'vendor=1' } });
    const headers = world.origin.seen.at(-1)?.headers;
    return [headers?.get('traceparent'), headers?.get('tracestate')];
  };
  const [going, state] = await seenWith(`00-${traceId}-00f067aa0ba902b7-01`);
  expect(going).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  expect(state).toBe('vendor=1');
  const [begun, none] = await seenWith('00-nonsense');
  expect(begun).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(none).toBeNull();
});

test('an origin that is down is left alone: 503 at once, one probe a while later, then back to normal', async () => {
  let connections = 0;
  const broken = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  const originPort = await freePort();
  await new Promise<void>((resolve) => broken.listen(originPort, '127.0.0.1', resolve));
  await using dir = await tempDir();
  const port = await freePort();
  const env = {
    ...world.bindings,
    ORIGIN_URL: `http://127.0.0.1:${originPort}`,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  };
  const edge = await startEdge({
    ...{ dir: dir.path, bundlePath: world.bundlePath, originAddress: `127.0.0.1:${originPort}`, port },
    env: { ...env, REQUEST_LIMITS: 'off' },
  });
  const ask = () => fetch(`${edge.url}/api/v1/me`);
  let server: ReturnType<typeof Bun.serve> | null = null;
  try {
    for (let times = 0; times < 5; times += 1) expect((await ask()).status).toBe(503);
    connections = 0;
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    expect(connections).toBe(0);
    await new Promise((resolve) => broken.close(resolve));
    server = Bun.serve({ port: originPort, hostname: '127.0.0.1', fetch: () => Response.json({ back: true }) });
    await waitFor(async () => (await ask()).ok, { timeoutMs: 10_000, what: 'the breaker to close' });
    for (const answer of await Promise.all(Array.from({ length: 20 }, ask))) expect(answer.status).toBe(200);
  } finally {
    await edge.stop();
    broken.close();
    await server?.stop(true);
  }
}, 20_000);
