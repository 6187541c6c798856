import { afterAll, beforeAll, expect, test } from 'bun:test';
import sharp from 'sharp';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, errorCode, GENERATION, startEdgeWorld } from './testing/edge-world.ts';

// What the edge tells other sites and search engines, and of which videos.

const title = 'Fish & <chips>';
const publicIds = ['openToAll_1', 'notInFrance'];
const hiddenIds = ['privateVid1', 'unlisted_01', 'futureVideo', 'adultsOnly1', 'unfinished1', 'bySuspended'];

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld({ TEST_COUNTRY: 'FR' });
  await world.seed({ id: 'openToAll_1', title });
  await world.seed({ id: 'notInFrance', geoDeny: ['FR'] });
  await world.seed({ id: 'privateVid1', visibility: 'private' });
  await world.seed({ id: 'unlisted_01', visibility: 'unlisted' });
  await world.seed({ id: 'futureVideo', publishAtMs: Date.now() + 3_600_000 });
  await world.seed({ id: 'adultsOnly1', ageRestricted: true });
  await world.seed({ id: 'unfinished1', status: 'processing', playable: false });
  await world.seed({ id: 'bySuspended', ownerId: 'rogue' });
  await world.suspendUser('rogue');
  const jpeg = await sharp({ create: { width: 320, height: 180, channels: 3, background: '#c03030' } })
    .jpeg()
    .toBuffer();
  for (const id of [...publicIds, ...hiddenIds])
    world.origin.objects.set(`media/${id}/${GENERATION}/images/poster.jpg`, new Uint8Array(jpeg));
}, 60_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const get = (path: string) => fetch(`${world.edge.url}${path}`, { redirect: 'manual' });
const text = async (path: string) => (await get(path)).text();
const oembed = (videoId: string, more = '') =>
  get(`/oembed?url=${encodeURIComponent(`${world.publicUrl}/watch/${videoId}`)}${more}`);

test('oEmbed describes what anybody may watch', async () => {
  const response = await oembed('openToAll_1', '&maxwidth=320');
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(await response.json()).toMatchObject({
    ...{ type: 'video', version: '1.0', title, width: 320, height: 180 },
    ...{ thumbnail_url: `${world.publicUrl}/thumbnails/openToAll_1.jpg`, thumbnail_width: 320, thumbnail_height: 180 },
  });
  const xml = await oembed('openToAll_1', '&format=xml');
  expect(xml.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  expect(await xml.text()).toContain('<title>Fish &amp; &lt;chips&gt;</title>');
  // Whoever has the address of an unlisted video may show it.
  expect((await oembed('unlisted_01')).status).toBe(200);
});

test.each([
  ['privateVid1', '', 404, 'not_found'],
  ['futureVideo', '', 404, 'not_found'],
  ['unfinished1', '', 404, 'not_found'],
  ['bySuspended', '', 404, 'not_found'],
  ['nobodysVide', '', 404, 'not_found'],
  ['adultsOnly1', '', 401, 'unauthenticated'],
  ['openToAll_1', '&format=yaml', 501, 'not_implemented'],
  ['openToAll_1', '&maxwidth=-1', 400, 'validation_failed'],
])('oEmbed of %s%s is answered %d %s', async (videoId, more, status, code) => {
  const response = await oembed(videoId, more);
  expect([response.status, await errorCode(response)]).toEqual([status, code]);
});

test('oEmbed knows no other addresses', async () => {
  for (const url of ['https://elsewhere.example/watch/openToAll_1', `${world.publicUrl}/@owner`])
    expect((await get(`/oembed?url=${encodeURIComponent(url)}`)).status).toBe(404);
  expect(await errorCode(await get('/oembed'))).toBe('validation_failed');
});

test('a thumbnail has a lasting address for as long as anybody may watch the video', async () => {
  const response = await get('/thumbnails/openToAll_1.jpg');
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  expect(response.headers.get('cache-control')).toBe('public, max-age=30');
  const etag = response.headers.get('etag') ?? '';
  const again = await fetch(`${world.edge.url}/thumbnails/openToAll_1.jpg`, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
  const byLink = await get('/thumbnails/unlisted_01.jpg');
  expect([byLink.status, byLink.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  for (const id of hiddenIds.filter((each) => each !== 'unlisted_01'))
    expect((await get(`/thumbnails/${id}.jpg`)).status).toBeGreaterThanOrEqual(403);
  expect((await get('/thumbnails/notInFrance.jpg')).status).toBe(451);
});

test('sitemap and robots.txt name what everybody may find, and nothing else', async () => {
  expect(await text('/robots.txt')).toContain(`Sitemap: ${world.publicUrl}/sitemap.xml\n`);
  const index = await text('/sitemap.xml');
  const [, page = ''] = new RegExp(`<loc>${world.publicUrl}(/sitemap-videos-\\d+\\.xml)</loc>`).exec(index) ?? [];
  const sitemap = await text(page);
  for (const id of publicIds) expect(sitemap).toContain(`<loc>${world.publicUrl}/watch/${id}</loc>`);
  for (const id of hiddenIds) expect(index + sitemap).not.toContain(id);
  expect(sitemap).toContain('<video:title>Fish &amp; &lt;chips&gt;</video:title>');
  expect(sitemap).toContain('<video:restriction relationship="deny">FR</video:restriction>');
});

test('pages of the sitemap begin where others end', async () => {
  const { client } = world.database;
  await client.execute(
    `insert into videos (id, channel_id, owner_id, title, visibility, status, playable, generation, complete, created_at, updated_at)
     with recursive n (i) as (select 1 union all select i + 1 from n where i < 2100)
     select printf('many_%06d', i), 'channel-owner', 'owner', 'Many', 'public', 'ready', 1, 'lx0001', 1, 1000 + i, 1 from n`,
  );
  const listed = async (beginMs: number) =>
    [...(await text(`/sitemap-videos-${beginMs}.xml`)).matchAll(/\/watch\/(\w{11})</g)].map(([, id]) => id);
  const { rows } = await client.execute(
    "select created_at from videos where visibility = 'public' and playable = 1 order by created_at, id limit 1 offset 2000",
  );
  const [first, next] = [await listed(0), await listed(Number(rows[0]?.created_at))];
  expect(first.length).toBeGreaterThan(1_990); // but for those that are read and not shown
  expect(new Set([...first, ...next]).size).toBe(2_102);
}, 30_000);

type Head = { properties: Map<string, string>; links: Map<string, string>; data: Record<string, unknown>[] };
async function headOf(path: string): Promise<Head> {
  const [properties, links, data] = [new Map<string, string>(), new Map<string, string>(), [] as string[]];
  await new HTMLRewriter()
    .on('head meta', {
      element(meta) {
        const name = meta.getAttribute('property') ?? meta.getAttribute('name');
        if (name !== null) properties.set(name, meta.getAttribute('content') ?? '');
      },
    })
    .on('head link', {
      element(link) {
        links.set(link.getAttribute('type') ?? link.getAttribute('rel') ?? '', link.getAttribute('href') ?? '');
      },
    })
    .on('head script[type="application/ld+json"]', {
      element: () => void data.push(''),
      text({ text }) {
        data[data.length - 1] += text;
      },
    })
    .transform(await get(path))
    .text();
  return { properties, links, data: data.map((each) => JSON.parse(each)) };
}

test('the page of a public video tells programs what it is', async () => {
  const { properties, links, data } = await headOf('/watch/openToAll_1');
  expect(links.get('canonical')).toBe(`${world.publicUrl}/watch/openToAll_1`);
  expect(properties.get('og:video')).toBe(`${world.publicUrl}/embed/openToAll_1`);
  expect(properties.get('twitter:card')).toBe('player');
  for (const format of ['application/json+oembed', 'text/xml+oembed'])
    expect((await fetch((links.get(format) ?? '').replaceAll('&amp;', '&'))).status).toBe(200);
  expect((await fetch(properties.get('og:image') ?? '')).status).toBe(200);
  expect(data).toEqual([
    expect.objectContaining({
      ...{ '@type': 'VideoObject', name: title, duration: 'PT13S', uploadDate: '1970-01-01T00:00:00.001Z' },
      embedUrl: `${world.publicUrl}/embed/openToAll_1`,
      thumbnailUrl: [`${world.publicUrl}/thumbnails/openToAll_1.jpg`],
    }),
  ]);
});

test('that of an unlisted one tells those who have the link, and no search engine', async () => {
  const { properties, data } = await headOf('/watch/unlisted_01');
  expect(properties.get('og:title')).toBe('Title of unlisted_01');
  expect([properties.get('robots'), data]).toEqual(['noindex', []]);
});

test('its owner sees a private video on a page that tells nobody anything', async () => {
  const token = await world.origin.accessToken({ sub: 'owner' });
  const response = await fetch(`${world.edge.url}/watch/privateVid1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(html).toContain('Title of privateVid1');
  expect(html).not.toMatch(/og:title|oembed|ld\+json|canonical/);
});

test('who has come with a session that has lapsed is asked to sign in before a video is denied to them', async () => {
  const response = await fetch(`${world.edge.url}/watch/privateVid1?t=5`, {
    headers: { cookie: 'kinora_signed_in=1' },
    redirect: 'manual',
  });
  expect(response.headers.get('location')).toBe('/account/sign-in?next=%2Fwatch%2FprivateVid1%3Ft%3D5');
});

test('what is taken back is told to nobody any more', async () => {
  await world.change('video_revoked', 'openToAll_1', { visibility: 'private' });
  await waitFor(async () => (await get('/thumbnails/openToAll_1.jpg')).status === 404, { timeoutMs: 30_000 });
  expect((await oembed('openToAll_1')).status).toBe(404);
  expect(await text('/sitemap-videos-0.xml')).not.toContain('openToAll_1');
  expect((await get('/watch/openToAll_1')).status).toBe(404);
}, 40_000);

test('a device finds what it needs to put the site among its apps', async () => {
  const response = await fetch(`${world.edge.url}/manifest.webmanifest`, { headers: { 'accept-language': 'ar' } });
  expect(response.headers.get('content-type')).toBe('application/manifest+json; charset=utf-8');
  const manifest = (await response.json()) as { dir: string; icons: { src: string; sizes: string; type: string }[] };
  expect(manifest.dir).toBe('rtl');
  for (const { src, sizes, type } of manifest.icons.filter((each) => each.type === 'image/png')) {
    const icon = await get(src);
    expect(icon.headers.get('content-type')).toBe(type);
    const { width, height } = await sharp(await icon.bytes()).metadata();
    expect(`${width}x${height}`).toBe(sizes);
  }
});
