import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type EdgeWorld, type EdgeWorldOptions, errorCode, startEdgeWorld } from './testing/edge-world.ts';
import { mediaUrl, putMedia } from './testing/media-url.ts';

const VIDEO = 'delivered01';
const SEGMENT = '0123456789';
const variant = (rung: string, size: string) =>
  `#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.4d401f",RESOLUTION=${size}\n${rung}.m3u8\n`;
const MASTER = `#EXTM3U\n${variant('360p', '640x360')}${variant('720p', '1280x720')}${variant('1080p', '1920x1080')}`;
const representation = (rung: string) =>
  `<Representation id="${rung}"><SegmentTemplate media="../${rung}/$Number%05d$.m4s"/></Representation>`;
const MPD = `<MPD><Period><AdaptationSet>${['360p', '720p'].map(representation).join('')}</AdaptationSet></Period></MPD>`;

const worlds: [string, EdgeWorldOptions][] = [
  ['plain workerd, media from origin', {}],
  ['the simulated Cloudflare, media from R2', { miniflare: {} }],
];

describe.each(worlds)('media in %s', (_name, options) => {
  let world: EdgeWorld;
  beforeAll(async () => {
    world = await startEdgeWorld({}, options);
    await putMedia(world, VIDEO, 'hls/master.m3u8', MASTER);
    await putMedia(world, VIDEO, 'hls/360p.m3u8', `#EXTM3U\n${'#EXTINF:4,\n../360p/00001.m4s\n'.repeat(400)}`);
    await putMedia(world, VIDEO, 'dash/manifest.mpd', MPD);
    await putMedia(world, VIDEO, '360p/00001.m4s', SEGMENT);
    await putMedia(world, VIDEO, 'images/storyboard.vtt', 'WEBVTT\n');
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const get = async (file: string, headers: Record<string, string> = {}, ladderCap = 0, method = 'GET') =>
    fetch(await mediaUrl(world, VIDEO, file, { ladderCap }), { method, headers });

  test.each([
    ['hls/master.m3u8', 'application/vnd.apple.mpegurl', 'private, max-age=2'],
    ['dash/manifest.mpd', 'application/dash+xml', 'private, max-age=2'],
    ['360p/00001.m4s', 'video/iso.segment', 'private, max-age=31536000, immutable'],
    ['images/storyboard.vtt', 'text/vtt; charset=utf-8', 'private, max-age=31536000, immutable'],
  ])('%s is %s, kept as %s', async (file, type, cacheControl) => {
    const response = await get(file);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('cache-control')).toBe(cacheControl);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    await response.arrayBuffer();
  });

  test.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=8-99999999999999999999', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99999999999999999999', 206, SEGMENT, 'bytes 0-9/10'],
    ['bytes=0-1,4-5', 200, SEGMENT, null],
    [`bytes=${Array.from({ length: 1_000 }, (_, at) => `${at % 10}-`).join(',')}`, 200, SEGMENT, null],
    ['bytes=10-', 416, null, 'bytes */10'],
    ['bytes=99999999999999999999-', 416, null, 'bytes */10'],
  ])('Range %.40s answers %d, from the store as from the cache', async (range, status, body, contentRange) => {
    const file = `360p/${Bun.hash(range).toString(36)}.m4s`;
    await putMedia(world, VIDEO, file, SEGMENT);
    for (const isCached of [false, true]) {
      if (isCached) await (await get(file)).text();
      const response = await get(file, { range });
      expect(response.status).toBe(status);
      expect(response.headers.get('content-range')).toBe(contentRange);
      if (body === null) expect(await errorCode(response)).toBe('range_not_satisfiable');
      else expect(await response.text()).toBe(body);
    }
  });

  test('If-Range: the range holds for the object it was meant for, another is sent whole', async () => {
    const etag = (await get('360p/00001.m4s', {}, 0, 'HEAD')).headers.get('etag') ?? '';
    for (const [ifRange, status] of [
      [etag, 206],
      ['"another"', 200],
      [`W/${etag}`, 200],
      ['Wed, 21 Oct 2015 07:28:00 GMT', 200],
    ] as const) {
      const response = await get('360p/00001.m4s', { range: 'bytes=0-1', 'if-range': ifRange });
      expect(`${ifRange} ${response.status}`).toBe(`${ifRange} ${status}`);
      expect(await response.text()).toBe(status === 206 ? '01' : SEGMENT);
    }
  });

  test('HEAD says what GET would send, without sending it', async () => {
    for (const file of ['360p/00001.m4s', 'hls/360p.m3u8'])
      for (const encoding of ['identity', 'gzip']) {
        const [head, whole] = [
          await get(file, { 'accept-encoding': encoding }, 0, 'HEAD'),
          await get(file, { 'accept-encoding': encoding }),
        ];
        const names = ['content-length', 'content-type', 'etag', 'content-encoding', 'vary', 'cache-control'];
        const facts = (response: Response) => names.map((name) => response.headers.get(name));
        expect(facts(head)).toEqual(facts(whole));
        expect(await head.text()).toBe('');
        await whole.arrayBuffer();
      }
  });

  test('a missing object is 404, also for ranges and HEAD', async () => {
    expect((await get('360p/99999.m4s')).status).toBe(404);
    expect((await get('360p/99999.m4s', { range: 'bytes=0-1' })).status).toBe(404);
    expect((await get('360p/99999.m4s', {}, 0, 'HEAD')).status).toBe(404);
    expect((await get('hls/999p.m3u8')).status).toBe(404);
  });

  test('manifests travel as gzip to who takes it, under an ETag of their own', async () => {
    const plain = await get('hls/360p.m3u8', { 'accept-encoding': 'identity' });
    const packed = await get('hls/360p.m3u8', { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('vary')).toBe('Accept-Encoding');
    // Cloudflare offers the worker gzip whatever the viewer takes, and unpacks it for who does not.
    if (options.miniflare === undefined) expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('vary')).toBe('Accept-Encoding');
    expect(Number(packed.headers.get('content-length'))).toBeLessThan(300);
    expect(await packed.text()).toBe(await plain.text()); // fetch unpacks it, once
    const known = { 'accept-encoding': 'gzip', 'if-none-match': packed.headers.get('etag') ?? '' };
    expect((await get('hls/360p.m3u8', known)).status).toBe(304);
    if (options.miniflare === undefined)
      expect((await get('hls/360p.m3u8', { ...known, 'accept-encoding': 'identity' })).status).toBe(200);
  });

  test('segments and tiny texts are never packed', async () => {
    for (const file of ['360p/00001.m4s', 'images/storyboard.vtt'])
      expect((await get(file, { 'accept-encoding': 'gzip' })).headers.get('content-encoding')).toBeNull();
  });

  test('a range of a manifest is one of its plain text', async () => {
    const response = await get('hls/360p.m3u8', { range: 'bytes=0-6', 'accept-encoding': 'gzip' });
    expect([response.status, await response.text()]).toEqual([206, '#EXTM3U']);
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  test('a capped session is told of no rung above its cap, in HLS as in DASH, packed as plain, others of all', async () => {
    for (const encoding of ['identity', 'gzip']) {
      const read = async (file: string, cap: number) => {
        const response = await get(file, { 'accept-encoding': encoding }, cap);
        return { text: await response.text(), etag: response.headers.get('etag') };
      };
      const full = await read('hls/master.m3u8', 0);
      expect(full.text).toBe(MASTER);
      const capped = await read('hls/master.m3u8', 720);
      expect(capped.text).toBe(MASTER.replace(variant('1080p', '1920x1080'), ''));
      expect((await read('hls/master.m3u8', 360)).text).toBe(`#EXTM3U\n${variant('360p', '640x360')}`);
      expect(capped.etag).not.toBe(full.etag);
      expect((await read('dash/manifest.mpd', 360)).text).toBe(MPD.replace(representation('720p'), ''));
      expect((await read('dash/manifest.mpd', 0)).text).toBe(MPD);
    }
  });

  test("a player's measurements (CMCD) change nothing, as headers or in the query", async () => {
    const cmcd = encodeURIComponent('bl=21300,br=3200,sid="6e2fb550-c457-11e9-bb97-0800200c9a66"');
    const etag = (await get('360p/00001.m4s')).headers.get('etag');
    const url = await mediaUrl(world, VIDEO, '360p/00001.m4s');
    for (const response of [
      await fetch(`${url}?CMCD=${cmcd}`),
      await get('360p/00001.m4s', { 'cmcd-request': 'bl=1' }),
    ]) {
      expect(response.status).toBe(200);
      expect(response.headers.get('etag')).toBe(etag);
      expect(await response.text()).toBe(SEGMENT);
    }
    const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://other.example' } });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('CMCD-Session');
  });
});
