import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { thumbnailSchema } from '../../shared/contracts/captions.ts';
import { videos } from '../../shared/schema/index.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';

let origin: TestOrigin;
let owner: TestUser;
let videoId: string;
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
  videoId = await uploadWholeVideo(owner, { visibility: 'private' });
});
afterAll(() => origin.stop());

const put = (body: RequestInit['body'], type = 'image/jpeg', token = owner.token) =>
  fetch(`${origin.url}/api/v1/videos/${videoId}/thumbnail`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body,
  });
const generation = async () =>
  (await origin.db.select().from(videos).where(eq(videos.id, videoId)))[0]?.thumbnailGeneration ?? null;
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c03030' } });

test('a picture becomes fixed sizes in three formats, upright and without its metadata', async () => {
  const jpeg = await picture(2000, 1000)
    .withExif({ IFD0: { Copyright: 'secret', Orientation: '6' } })
    .jpeg()
    .toBuffer();
  const turned = await sharp(jpeg).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const response = await put(new Uint8Array(turned));
  expect(response.status).toBe(200);
  expect(thumbnailSchema.parse(await response.json()).sizes).toEqual([
    { width: 640, height: 1280 },
    { width: 320, height: 640 },
    { width: 160, height: 320 },
  ]);
  const prefix = `media/${videoId}/${await generation()}/images/`;
  for (const [name, format] of [
    ['thumbnail-1280.avif', 'heif'],
    ['thumbnail-640.webp', 'webp'],
    ['thumbnail-320.jpg', 'jpeg'],
    ['poster.jpg', 'jpeg'],
  ] as const) {
    const object = await origin.objects.get(prefix + name);
    const bytes = await new Response(object?.body).bytes();
    const found = await sharp(bytes).metadata();
    expect([name, found.format, found.exif, found.orientation]).toEqual([name, format, undefined, undefined]);
    expect(Buffer.from(bytes).includes('secret')).toBe(false);
  }
});

test('a new picture is a new generation, and none goes back to the poster', async () => {
  const before = await generation();
  expect((await put(new Uint8Array(await picture(64, 36).webp().toBuffer()), 'image/webp')).status).toBe(200);
  expect(await generation()).not.toBe(before);
  const avif = await picture(64, 36).avif({ effort: 0 }).toBuffer();
  expect((await put(new Uint8Array(avif), 'image/avif')).status).toBe(200);
  expect((await origin.request('DELETE', `/videos/${videoId}/thumbnail`, { token: owner.token })).status).toBe(204);
  expect(await generation()).toBeNull();
});

test('everything else is refused, and changes nothing', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  const whole = await picture(400, 400).png().toBuffer();
  const header = Buffer.from(whole);
  header.writeUInt32BE(60_000, 16);
  header.writeUInt32BE(60_000, 20);
  for (const [body, type] of [
    [svg, 'image/png'],
    ['GIF89a', 'image/jpeg'],
    ['', 'image/jpeg'],
    [new Uint8Array(header), 'image/png'],
    [new Uint8Array(await picture(400, 400).gif().toBuffer()), 'image/png'],
    [new Uint8Array(await picture(9000, 9000).png().toBuffer()), 'image/png'],
    [new Uint8Array((await picture(900, 900).jpeg().toBuffer()).subarray(0, 700)), 'image/jpeg'],
  ] as const)
    expect(await outcomeOf(await put(body, type))).toBe('400 validation_failed');
  expect(await outcomeOf(await put(svg, 'image/svg+xml'))).toBe('415 unsupported_media');
  expect(await outcomeOf(await put(new Uint8Array(10 * 1024 * 1024 + 1)))).toBe('413 payload_too_large');
  const stranger = await origin.signUp();
  expect(await outcomeOf(await put('x', 'image/jpeg', stranger.token))).toBe('404 not_found');
  expect(await generation()).toBeNull();
});
