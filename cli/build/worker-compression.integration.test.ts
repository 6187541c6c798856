import { afterAll, beforeAll, expect, test } from 'bun:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type EdgeWorld, startEdgeWorld } from './testing/edge-world.ts';

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld();
  await world.seed({ id: 'packedVideo' });
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** The bytes as they came over the wire. */
async function get(path: string, acceptEncoding: string, init: RequestInit = {}) {
  const headers = { 'accept-encoding': acceptEncoding };
  const response = await fetch(`${world.edge.url}${path}`, { ...init, headers, decompress: false });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

test('pages travel packed to who takes it, and are the same', async () => {
  const plain = await get('/watch/packedVideo', 'identity');
  const packed = await get('/watch/packedVideo', 'gzip, deflate, br');
  expect(plain.response.headers.get('content-encoding')).toBeNull();
  expect(packed.response.headers.get('content-encoding')).toBe('gzip');
  for (const { response } of [plain, packed]) expect(response.headers.get('vary')).toContain('Accept-Encoding');
  expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2);
  const html = gunzipSync(packed.bytes).toString();
  expect(html).toStartWith('<!doctype html>');
  expect(html).toEndWith('</html>');
});

test('so does JSON, also what origin answers, but not what says it is small', async () => {
  const text = 'x'.repeat(5_000);
  const large = await get('/api/v1/anything', 'gzip', { method: 'POST', body: text });
  expect(large.response.headers.get('content-encoding')).toBe('gzip');
  expect(JSON.parse(gunzipSync(large.bytes).toString())).toEqual({ echoed: text });
  const small = await get('/api/v1/anything', 'gzip', { method: 'POST', body: 'x' });
  expect(small.response.headers.get('content-encoding')).toBeNull();
  expect(JSON.parse(small.bytes.toString())).toEqual({ echoed: 'x' });
});

test('HEAD and errors stay as they are', async () => {
  const head = await get('/watch/packedVideo', 'gzip', { method: 'HEAD' });
  expect([head.response.headers.get('content-encoding'), head.bytes.length]).toEqual([null, 0]);
  const error = await get('/api/v1/videos/missingVid1/playback', 'gzip');
  expect(error.response.headers.get('content-encoding')).toBeNull();
  expect(JSON.parse(error.bytes.toString())).toMatchObject({ error: { code: 'not_found' } });
});

test('events are sent on at once, unpacked', async () => {
  const reading = new AbortController();
  const response = await fetch(`${world.edge.url}/api/v1/videos/packedVideo/status/stream`, {
    headers: { 'accept-encoding': 'gzip' },
    signal: reading.signal,
  });
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(new TextDecoder().decode((await response.body?.getReader().read())?.value)).toBe('data: 0\n\n');
  reading.abort();
});

test('what origin packed with brotli passes through untouched', async () => {
  const script =
    /\/assets\/player-\w+\.js/.exec((await get('/watch/packedVideo', 'identity')).bytes.toString())?.[0] ?? '';
  const plain = await get(script, 'identity');
  world.origin.packsAssets = true;
  const packed = await get(script, 'gzip, br');
  expect(packed.response.headers.get('content-encoding')).toBe('br');
  expect(brotliDecompressSync(packed.bytes).equals(plain.bytes)).toBe(true);
  expect(packed.response.headers.get('cache-control')).toContain('immutable');
});
