import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { internalHeaders } from '../../shared/http-headers.ts';
import { tempDir } from '../../testkit/services.ts';
import { describeVideo, outcomeOf, randomBytes, startTestOrigin, type TestOrigin } from '../testing/test-origin.ts';

let origin: TestOrigin;
let assets: Awaited<ReturnType<typeof tempDir>>;
const bytes = randomBytes(700_000);
const segment = 'media/abcdefghij_/g1/360p/00001.m4s';
const manifest = 'media/abcdefghij_/g1/hls/master.m3u8';

beforeAll(async () => {
  assets = await tempDir();
  const folder = join(assets.path, 'assets');
  await mkdir(folder);
  await Bun.write(join(folder, 'player-3f9c2a1b.js'), 'export {}');
  await Bun.write(join(folder, 'index.css'), 'body{}');
  await Bun.write(join(assets.path, 'secret.txt'), 'secret');
  await symlink(join(assets.path, 'secret.txt'), join(folder, 'link.txt'));
  origin = await startTestOrigin({ KINORA_ASSETS_DIR: folder });
  await origin.objects.putBytes(segment, bytes, { contentType: 'video/iso.segment' });
  await origin.objects.putBytes(manifest, new TextEncoder().encode('#EXTM3U\n'), { contentType: 'x' });
  await origin.objects.putBytes('originals/secret', bytes, { contentType: 'x' });
});
afterAll(async () => {
  await origin.stop();
  await assets.remove();
});

const fetchMedia = (key: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${origin.url}/internal/media/${key}`, {
    method,
    headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY, ...headers },
  });
const bodyOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

describe('media', () => {
  test('is whole, typed and immutable; manifests are checked again', async () => {
    const response = await fetchMedia(segment);
    expect(await bodyOf(response)).toEqual(bytes);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('video/iso.segment');
    expect(response.headers.get('content-length')).toBe('700000');
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(response.headers.get('cache-control')).toContain('immutable');
    const list = await fetchMedia(manifest);
    expect(list.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
    expect(list.headers.get('cache-control')).toBe('no-cache');
  });

  test.each([
    ['bytes=0-9', 0, 10],
    ['bytes=300000-399999', 300_000, 400_000],
    ['bytes=699990-', 699_990, 700_000],
    ['bytes=-10', 699_990, 700_000],
  ])('%s', async (range, start, end) => {
    const response = await fetchMedia(segment, { range });
    expect(await bodyOf(response)).toEqual(bytes.slice(start, end));
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/700000`);
    expect(response.headers.get('content-length')).toBe(String(end - start));
  });

  test('out of range is 416 with the size', async () => {
    const response = await fetchMedia(segment, { range: 'bytes=700000-' });
    expect(response.headers.get('content-range')).toBe('bytes */700000');
    expect(await outcomeOf(response)).toBe('416 range_not_satisfiable');
  });

  test('HEAD tells size and type without the bytes', async () => {
    const response = await fetchMedia(segment, {}, 'HEAD');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('700000');
    expect((await bodyOf(response)).length).toBe(0);
  });

  test('a known version is 304; a range of another version is the whole of this one', async () => {
    const etag = (await fetchMedia(segment, {}, 'HEAD')).headers.get('etag') ?? '';
    expect((await fetchMedia(segment, { 'if-none-match': etag })).status).toBe(304);
    expect((await fetchMedia(segment, { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await fetchMedia(segment, { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await fetchMedia(segment, { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200);
  });

  test('is for the edge alone, and only what is published', async () => {
    expect(await outcomeOf(await fetchMedia(segment, { [internalHeaders.key]: 'wrong' }))).toBe('404 not_found');
    expect(await outcomeOf(await fetch(`${origin.url}/internal/media/${segment}`))).toBe('404 not_found');
    for (const key of [
      'originals/secret',
      'media/../originals/secret',
      'media/%2e%2e/originals/secret',
      'media//x',
      'media/missing',
    ])
      expect(await outcomeOf(await fetchMedia(key))).toBe('404 not_found');
  });
});

describe('parts', () => {
  test('can be sent from a page of another origin, which can read the ETag', async () => {
    const { api } = await origin.signUp();
    const [part] = (await api.createUpload(describeVideo(bytes))).parts;
    const url = part?.url ?? '';
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.test', 'access-control-request-method': 'PUT' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    const sent = await fetch(url, { method: 'PUT', body: bytes, headers: { origin: 'https://elsewhere.test' } });
    expect(sent.status).toBe(200);
    expect(sent.headers.get('access-control-allow-origin')).toBe('*');
    expect(sent.headers.get('access-control-expose-headers')).toMatch(/etag/i);
    const forged = await fetch(url.replace('size=700000', 'size=700001'), { method: 'PUT', body: bytes });
    expect(await outcomeOf(forged)).toBe('403 signature_invalid');
  });
});

describe('assets', () => {
  test('are typed; hashed names are immutable, others are checked again', async () => {
    const hashed = await fetch(`${origin.url}/assets/player-3f9c2a1b.js`);
    expect([hashed.status, await hashed.text()]).toEqual([200, 'export {}']);
    expect(hashed.headers.get('content-type')).toContain('javascript');
    expect(hashed.headers.get('cache-control')).toContain('immutable');
    const plain = await fetch(`${origin.url}/assets/index.css`);
    expect(plain.headers.get('cache-control')).not.toContain('immutable');
    const etag = plain.headers.get('etag') ?? '';
    const again = await fetch(`${origin.url}/assets/index.css`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  test('travel as brotli to who takes it, where the build made such a copy', async () => {
    const folder = join(assets.path, 'assets');
    await Bun.write(join(folder, 'packed-3f9c2a1b.js.br'), brotliCompressSync('export const packed = 1'));
    await Bun.write(join(folder, 'packed-3f9c2a1b.js'), 'export const packed = 0');
    const get = (encoding: string, headers = {}) =>
      fetch(`${origin.url}/assets/packed-3f9c2a1b.js`, { headers: { 'accept-encoding': encoding, ...headers } });
    for (const encoding of ['br', 'gzip, BR', 'gzip, br;q=0.5, *']) {
      const packed = await get(encoding);
      expect([packed.headers.get('content-encoding'), await packed.text()]).toEqual(['br', 'export const packed = 1']);
      expect(packed.headers.get('content-type')).toContain('javascript');
      expect((await get(encoding, { 'if-none-match': packed.headers.get('etag') ?? '' })).status).toBe(304);
    }
    for (const encoding of ['gzip', 'br;q=0', 'br; q=0.0, gzip', 'vbr', 'identity']) {
      const plain = await get(encoding);
      expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, 'export const packed = 0']);
      expect(plain.headers.get('vary')).toBe('accept-encoding');
    }
  });

  test('never leave their folder', async () => {
    for (const path of ['link.txt', '..%2fsecret.txt', '%2e%2e/secret.txt', '', 'missing.js', '%00'])
      expect(await outcomeOf(await fetch(`${origin.url}/assets/${path}`))).toBe('404 not_found');
  });
});
