import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, errorCode, GENERATION, startEdgeWorld } from './testing/edge-world.ts';
import { mediaUrl, putMedia } from './testing/media-url.ts';

const VIDEO = 'bucketVideo';
const key = (file: string) => `media/${VIDEO}/${GENERATION}/${file}`;
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

describe('with a bucket that answers', () => {
  let world: EdgeWorld;
  beforeAll(async () => {
    world = await startEdgeWorld({}, { miniflare: { country: 'FR' } });
    await world.seed({ id: 'onlyFrance1', geoAllow: ['FR'] });
    await world.seed({ id: 'notFrance01', geoDeny: ['FR'] });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  test('media comes from the bucket and origin is not asked, not even for what is missing there', async () => {
    await putMedia(world, VIDEO, '360p/00001.m4s', 'from R2');
    world.origin.objects.set(key('360p/00002.m4s'), bytes('from origin'));
    expect(await (await fetch(await mediaUrl(world, VIDEO, '360p/00001.m4s'))).text()).toBe('from R2');
    expect((await fetch(await mediaUrl(world, VIDEO, '360p/00002.m4s'))).status).toBe(404);
    expect(world.origin.mediaReads.size).toBe(0);
  });

  test('a segment is read once: the Cache API holds it for every session, under no token', async () => {
    const file = '360p/00003.m4s';
    await putMedia(world, VIDEO, file, 'kept');
    const read = async (sessionId: string) => (await fetch(await mediaUrl(world, VIDEO, file, { sessionId }))).text();
    expect(await read('0191e0e0-0000-7000-8000-000000000001')).toBe('kept');
    const cache = (await world.miniflare?.simulator.getCaches())?.default;
    const cached = () => cache?.match(`${world.publicUrl}/.media-cache/${key(file)}`);
    await waitFor(async () => (await cached()) !== undefined, { what: 'the segment to be in the Cache API' });
    await (await world.miniflare?.bucket())?.delete(key(file));
    expect(await read('0191e0e0-0000-7000-8000-000000000002')).toBe('kept');
    const part = await fetch(await mediaUrl(world, VIDEO, file), { headers: { range: 'bytes=1-2' } });
    expect([part.status, await part.text()]).toEqual([206, 'ep']);
    // The cache is no way around the token.
    expect((await fetch(`${world.edge.url}/.media-cache/${key(file)}`)).status).toBe(404);
  });

  test("a video's row is shared through the Cache API, put right when it changes, and no route shows it", async () => {
    const id = 'sharedRow01';
    await world.seed({ id, title: 'Before' });
    const ask = () => fetch(`${world.edge.url}/api/v1/videos/${id}/playback`, { method: 'POST' });
    const url = `${world.publicUrl}/.metadata-cache/videos-4/${id}`;
    const cache = (await world.miniflare?.simulator.getCaches())?.default;
    const cachedTitle = async () => {
      const entry = (await (await cache?.match(url))?.json()) as { value: { title: string } } | undefined;
      return entry?.value.title;
    };
    expect((await ask()).status).toBe(200);
    await waitFor(async () => (await cachedTitle()) === 'Before', { what: 'the row to be in the Cache API' });
    await world.change('video_changed', id, { title: 'After' });
    await waitFor(async () => (await ask()).ok && (await cachedTitle()) === 'After', { what: 'the change to arrive' });
    expect((await fetch(url)).status).toBe(404);
  });

  test("the country is Cloudflare's word, never the client's", async () => {
    const ask = (id: string, headers: Record<string, string> = {}) =>
      fetch(`${world.edge.url}/api/v1/videos/${id}/playback`, { method: 'POST', headers });
    expect((await ask('onlyFrance1')).status).toBe(200);
    expect((await ask('onlyFrance1', { 'cf-ipcountry': 'DE' })).status).toBe(200);
    const denied = await ask('notFrance01', { 'cf-ipcountry': 'DE' });
    expect([denied.status, await errorCode(denied)]).toEqual([451, 'geo_blocked']);
  });

  test('web files come from the asset store with their own caching', async () => {
    const page = await (await fetch(`${world.edge.url}/`)).text();
    const stylesheet = /\/assets\/styles-[\w]+\.css/.exec(page)?.[0] ?? 'none';
    const response = await fetch(world.edge.url + stylesheet);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });
});

describe('with a bucket that fails', () => {
  let world: EdgeWorld;
  beforeAll(async () => {
    world = await startEdgeWorld({}, { miniflare: { brokenBucket: true } });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  test('origin takes over, viewers notice nothing and the log does', async () => {
    world.origin.objects.set(key('360p/00001.m4s'), bytes('from origin'));
    const url = await mediaUrl(world, VIDEO, '360p/00001.m4s');
    const part = await fetch(url, { headers: { range: 'bytes=5-' } });
    expect([part.status, await part.text()]).toEqual([206, 'origin']);
    expect(await (await fetch(url)).text()).toBe('from origin');
    expect((await fetch(await mediaUrl(world, VIDEO, '360p/99999.m4s'))).status).toBe(404);
    expect(world.edge.log.join('\n')).toContain('a media store failed');
    expect(world.edge.log.join('\n')).not.toMatch(/v2\.\d{10}\./);
  });

  test('when origin is gone as well: 503 with Retry-After, readable for any page', async () => {
    await world.origin.stop();
    const response = await fetch(await mediaUrl(world, VIDEO, '360p/00004.m4s'));
    expect([response.status, await errorCode(response)]).toEqual([503, 'unavailable']);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});
