import { afterAll, beforeAll, expect, test } from 'bun:test';
import sharp from 'sharp';
import { type Channel, channelSchema } from '../../../shared/contracts/channels.ts';
import { outcomeOf, startTestOrigin, type TestOrigin, type TestUser } from '../../testing/test-origin.ts';

let origin: TestOrigin;
let owner: TestUser;
let handle: string;
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
  handle = owner.session.user.username;
});
afterAll(() => origin.stop());

const put = (body: RequestInit['body'], kind = 'avatar', type = 'image/jpeg', token = owner.token) =>
  fetch(`${origin.url}/api/v1/channels/${handle}/${kind}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body,
  });
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3060c0' } });
const channel = async (): Promise<Channel> =>
  channelSchema.parse(await (await origin.request('GET', `/channels/${handle}`)).json());
const stored = async () => {
  const keys: string[] = [];
  for await (const { key } of origin.objects.list('channels/')) keys.push(key);
  return keys.length;
};

test('an avatar and a banner get fixed sizes in two formats, upright and without their metadata', async () => {
  const photo = await picture(900, 600)
    .withExif({ IFD0: { Copyright: 'secret place' }, IFD3: { GPSLatitude: '51/1 28/1 38/1' } })
    .jpeg()
    .toBuffer();
  const expected = { avatar: ['88x88', '256x256', '512x512'], banner: ['960x160', '1920x320'] };
  for (const kind of ['avatar', 'banner'] as const) {
    const response = await put(new Uint8Array(photo), kind);
    expect(response.status).toBe(200);
    const files = channelSchema.parse(await response.json())[kind] ?? [];
    expect(files.map(({ width, height }) => `${width}x${height}`)).toEqual(expected[kind]);
    for (const { width, height, webp_url, jpeg_url } of files) {
      for (const [url, format] of [
        [webp_url, 'webp'],
        [jpeg_url, 'jpeg'],
      ] as const) {
        const answer = await fetch(origin.url + url);
        expect(answer.headers.get('content-type')).toBe(`image/${format}`);
        expect(answer.headers.get('cache-control')).toContain('immutable');
        const bytes = Buffer.from(await answer.arrayBuffer());
        const found = await sharp(bytes).metadata();
        expect([found.format, found.width, found.height, found.exif]).toEqual([format, width, height, undefined]);
        expect(bytes.includes('secret place')).toBe(false);
      }
    }
  }
});

test('a new one has new addresses; the files of the one before the last go', async () => {
  const small = new Uint8Array(await picture(40, 40).png().toBuffer());
  const urls: string[] = [];
  for (let round = 0; round < 3; round++) {
    await put(small, 'avatar', 'image/png');
    urls.push((await channel()).avatar?.[0]?.webp_url ?? '');
  }
  const statuses = await Promise.all(urls.map(async (url) => (await fetch(origin.url + url)).status));
  expect([new Set(urls).size, statuses]).toEqual([3, [404, 200, 200]]);
  const remove = await origin.request('DELETE', `/channels/${handle}/avatar`, { token: owner.token });
  expect(remove.status).toBe(204);
  expect((await channel()).avatar).toBeNull();
  expect((await fetch(origin.url + (urls[2] ?? ''))).status).toBe(404);
});

test('everything else is refused, and nothing is stored', async () => {
  const before = [await stored(), await channel()];
  const bomb = Buffer.from(await picture(400, 400).png().toBuffer());
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  const zip = new Uint8Array([0x50, 0x4b, 3, 4, ...Array(60).fill(0)]);
  for (const [body, type] of [
    [svg, 'image/png'],
    [zip, 'image/webp'],
    ['', 'image/jpeg'],
    [new Uint8Array(bomb), 'image/png'],
    [new Uint8Array(await picture(9000, 9000).png().toBuffer()), 'image/png'],
    [new Uint8Array(await picture(40, 40).gif().toBuffer()), 'image/png'],
  ] as const)
    expect(await outcomeOf(await put(body, 'avatar', type))).toBe('400 validation_failed');
  expect(await outcomeOf(await put(svg, 'avatar', 'image/svg+xml'))).toBe('415 unsupported_media');
  expect(await outcomeOf(await put(new Uint8Array(10 * 1024 ** 2 + 1)))).toBe('413 payload_too_large');
  const stranger = await origin.signUp();
  expect(await outcomeOf(await put('x', 'banner', 'image/jpeg', stranger.token))).toBe('403 forbidden');
  expect([await stored(), await channel()]).toEqual(before);
});

test('the address of a picture reaches nothing else', async () => {
  for (const file of ['..%2f..%2foriginals', 'avatar-x-88.png', 'poster.jpg', 'avatar-..-88.webp'])
    expect(await outcomeOf(await origin.request('GET', `/channels/${handle}/pictures/${file}`))).toBe('404 not_found');
});
