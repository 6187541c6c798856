import { afterAll, beforeAll, expect, test } from 'bun:test';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Playback } from '../../shared/contracts/playback.ts';
import { importPlaybackKeys } from '../../shared/tokens/playback-keys.ts';
import { signPlaybackToken } from '../../shared/tokens/playback-token.ts';
import { playbackClaims } from '../../testkit/playback-claims.ts';
import { tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, errorCode, GENERATION, playbackKeys, startEdgeWorld } from './testing/edge-world.ts';
import { rawRequest } from './testing/raw-request.ts';

const VIDEO = 'mediaVideo1';
const OTHER = 'mediaVideo2';
const SESSION = '01a1fd4a-5fa5-767b-96c5-b6f65e3789b8';
const prefix = `media/${VIDEO}/${GENERATION}`;

let world: EdgeWorld;

beforeAll(async () => {
  world = await startEdgeWorld();
  await world.seed({ id: VIDEO });
  await world.seed({ id: OTHER });
  for (const video of [VIDEO, OTHER]) {
    put(`media/${video}/${GENERATION}/hls/master.m3u8`, '#EXTM3U\n720p.m3u8\n');
    put(`media/${video}/${GENERATION}/720p/00001.m4s`, '0123456789');
  }
  put(`${prefix}/images/poster.jpg`, 'jpeg');
  put(`${prefix}/dash/manifest.mpd`, '<MPD/>');
});
afterAll(() => world?.[Symbol.asyncDispose]());

function put(key: string, content: string): void {
  world.origin.objects.set(key, new Uint8Array(Buffer.from(content)));
}

async function token(overrides: { videoId?: string; expiresAtSec?: number; sessionId?: string } = {}): Promise<string> {
  const { videoId = VIDEO, ...more } = overrides;
  const claims = playbackClaims(videoId, GENERATION, { sessionId: SESSION, ...more });
  return signPlaybackToken(claims, await importPlaybackKeys(playbackKeys));
}

const nowSec = () => Math.floor(Date.now() / 1000);
const path = (withToken: string, file = '720p/00001.m4s') => `/p/${withToken}/${VIDEO}/${GENERATION}/${file}`;
const get = (at: string, init: RequestInit = {}) => fetch(`${world.edge.url}${at}`, init);

test('a session from the API plays: manifest, segment and poster arrive with their types', async () => {
  const answer = await get(`/api/v1/videos/${VIDEO}/playback`, { method: 'POST' });
  const session = (await answer.json()) as Playback;
  expect(new URL(session.hls_url).origin).toBe(world.publicUrl);
  for (const [url, type, body] of [
    [session.hls_url, 'application/vnd.apple.mpegurl', '#EXTM3U\n720p.m3u8\n'],
    [new URL('../720p/00001.m4s', session.hls_url).href, 'video/iso.segment', '0123456789'],
    [session.dash_url, 'application/dash+xml', '<MPD/>'],
    [session.poster_url, 'image/jpeg', 'jpeg'],
  ] as const) {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe(body);
  }
});

test('the poster stands in for a small one that was never made, and for nothing else', async () => {
  const signed = await token();
  const small = await get(path(signed, 'images/thumbnail-640.jpg'));
  expect([small.status, small.headers.get('content-type'), await small.text()]).toEqual([200, 'image/jpeg', 'jpeg']);
  expect((await get(path(signed, 'images/thumbnail-320.jpg'))).status).toBe(404);
  put(`${prefix}/images/thumbnail-640.jpg`, 'small');
  expect(await (await get(path(signed, 'images/thumbnail-640.jpg'))).text()).toBe('small');
});

test('browsers keep segments for good and manifests for two seconds, shared caches keep neither', async () => {
  const signed = await token();
  expect((await get(path(signed))).headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  expect((await get(path(signed, 'hls/master.m3u8'))).headers.get('cache-control')).toBe('private, max-age=2');
});

test('an expired token gets no byte', async () => {
  const response = await get(path(await token({ expiresAtSec: nowSec() - 1 })));
  expect(response.status).toBe(401);
  expect(await errorCode(response)).toBe('token_expired');
});

test("another video's token gets no byte", async () => {
  const response = await get(path(await token({ videoId: OTHER })));
  expect(response.status).toBe(403);
  expect(await errorCode(response)).toBe('token_wrong_video');
});

test('a token with any one character changed gets no byte', async () => {
  const good = await token();
  for (let index = 0; index < good.length; index += 1) {
    const bad = good.slice(0, index) + (good[index] === '1' ? '2' : '1') + good.slice(index + 1);
    const response = await get(path(bad));
    expect(`${index}: ${response.status} ${await errorCode(response)}`).toBe(`${index}: 401 token_invalid`);
  }
});

test.each([
  ['null', 'null'],
  ['a version', 'v1'],
  ['wrong fields', 'v1.9999999999.x.y.0.k1.z'],
  ['five thousand letters', 'a'.repeat(5_000)],
])('%s: no token', async (_what, bad) => {
  const response = await get(path(bad));
  expect(response.status).toBe(401);
  expect(await errorCode(response)).toBe('token_invalid');
});

test.each([
  'hls/../720p/00001.m4s',
  './720p/00001.m4s',
  '%2e%2e/lx0001/720p/00001.m4s',
  '..%2f..%2flx0001/720p/00001.m4s',
  '..%5c720p/00001.m4s',
  '..\\720p\\00001.m4s',
  '%252e%252e/720p/00001.m4s',
  '720p//00001.m4s',
  '720p/00001.m4s/',
  '720p/00001.m4s%00.mpd',
  '%37%32%30p/00001.m4s',
  '../../../internal/media/x',
])('%p under a good token is not found and reads nothing', async (file) => {
  const reads = world.origin.mediaReads.size;
  const response = await rawRequest(world.edge.port, 'GET', path(await token(), file));
  expect(response.status).toBe(404);
  expect(world.origin.mediaReads.size).toBe(reads);
});

test('an object that is not there is 404', async () => {
  const response = await get(path(await token(), '720p/99999.m4s'));
  expect(response.status).toBe(404);
  expect(await errorCode(response)).toBe('not_found');
});

test('HEAD tells size and ETag, sends no body, and needs a token as well', async () => {
  const response = await get(path(await token()), { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-length')).toBe('10');
  expect(response.headers.get('etag')).toMatch(/^".+"$/);
  expect(await response.text()).toBe('');
  expect((await get(path('v1.x'), { method: 'HEAD' })).status).toBe(401);
});

test('a matching If-None-Match is 304 without a body', async () => {
  const first = await get(path(await token()));
  const etag = first.headers.get('etag') ?? '';
  for (const header of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const response = await get(path(await token()), { headers: { 'if-none-match': header } });
    expect(response.status).toBe(304);
    expect(await response.text()).toBe('');
  }
  expect((await get(path(await token()), { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
});

test('players on other sites may read media and errors, and ask beforehand', async () => {
  const preflight = await get(path(await token()), {
    method: 'OPTIONS',
    headers: { origin: 'https://other.example', 'access-control-request-headers': 'range' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('Range');
  expect(preflight.headers.get('access-control-allow-methods')).toContain('GET');
  for (const response of [await get(path(await token())), await get(path('bad'))]) {
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-expose-headers')).toContain('Content-Range');
  }
});

test('media cannot be written', async () => {
  for (const method of ['PUT', 'POST', 'DELETE']) expect((await get(path(await token()), { method })).status).toBe(405);
});

test('all sessions share one copy: the token is no part of what is cached', async () => {
  const file = '720p/00002.m4s';
  put(`${prefix}/${file}`, 'shared');
  const sessions = [await token(), await token({ sessionId: '01a1fd4a-5fa5-767b-96c5-b6f65e378900' })];
  for (const [index, signed] of sessions.entries())
    expect(await (await get(`${path(signed, file)}?noise=${index}`)).text()).toBe('shared');
  expect(world.origin.mediaReads.get(`${prefix}/${file}`)).toBe(1);
});

test('a cached copy is only given to who holds a token', async () => {
  const file = '720p/00003.m4s';
  put(`${prefix}/${file}`, 'guarded');
  expect(await (await get(path(await token(), file))).text()).toBe('guarded');
  expect((await get(path(await token({ expiresAtSec: nowSec() - 1 }), file))).status).toBe(401);
});

test('parallel misses of one object make one read, also when the first viewer leaves', async () => {
  const file = '720p/00004.m4s';
  const key = `${prefix}/${file}`;
  put(key, 'coalesced');
  const gate = Promise.withResolvers<void>();
  world.origin.mediaGate = gate.promise;
  try {
    const leaver = new AbortController();
    const signed = await token();
    const first = get(path(signed, file), { signal: leaver.signal }).catch(() => 'left');
    await waitFor(() => world.origin.mediaReads.get(key) === 1);
    const others = Array.from({ length: 8 }, () => get(path(signed, file)).then((response) => response.text()));
    leaver.abort();
    expect(await first).toBe('left');
    gate.resolve();
    expect(new Set(await Promise.all(others))).toEqual(new Set(['coalesced']));
    expect(world.origin.mediaReads.get(key)).toBe(1);
  } finally {
    gate.resolve();
    world.origin.mediaGate = Promise.resolve();
  }
});

test('an object of many megabytes is streamed whole, with its length', async () => {
  const key = `${prefix}/original.mp4`;
  const bytes = crypto.getRandomValues(new Uint8Array(65_536));
  const big = new Uint8Array(20 * 1024 * 1024);
  for (let offset = 0; offset < big.length; offset += bytes.length) big.set(bytes, offset);
  world.origin.objects.set(key, big);
  const response = await get(path(await token(), 'original.mp4'));
  expect(response.headers.get('content-length')).toBe(String(big.length));
  expect(Bun.hash(await response.arrayBuffer())).toBe(Bun.hash(big));
  const tail = await get(path(await token(), 'original.mp4'), { headers: { range: 'bytes=-5' } });
  expect(new Uint8Array(await tail.arrayBuffer())).toEqual(big.slice(-5));
});

test('an object of six gigabytes is read at any place, and passes through without being held', async () => {
  await using dir = await tempDir();
  const sizeBytes = 6 * 1024 ** 3;
  await using file = await open(join(dir.path, 'sparse'), 'w');
  await file.write('first');
  await file.write('final', sizeBytes - 5);
  world.origin.objects.set(`${prefix}/huge.mp4`, Bun.file(join(dir.path, 'sparse')));
  const read = async (range: string) => get(path(await token(), 'huge.mp4'), { headers: { range } });
  expect(await (await read('bytes=-5')).text()).toBe('final');
  expect(await (await read('bytes=0-4')).text()).toBe('first');

  const peakBytesBefore = await peakMemoryBytes();
  const response = await read('bytes=0-268435455');
  expect(response.headers.get('content-range')).toBe(`bytes 0-268435455/${sizeBytes}`);
  let receivedBytes = 0;
  for await (const chunk of response.body ?? []) receivedBytes += chunk.length;
  expect(receivedBytes).toBe(268_435_456);
  expect((await peakMemoryBytes()) - peakBytesBefore).toBeLessThan(100 * 1024 ** 2);
});

/** The most memory that workerd has had at once. */
async function peakMemoryBytes(): Promise<number> {
  const status = await Bun.file(`/proc/${world.edge.pid}/status`).text();
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

test('nothing the worker logged holds a token', () => {
  expect(world.edge.log.join('')).not.toMatch(/v2\.\d{10}\./);
});
