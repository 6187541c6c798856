import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { outbox, uploads, videos } from '../../shared/schema/index.ts';
import { sha256 } from '../../testkit/bytes.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import {
  mebibyte,
  outcomeOf,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
} from '../testing/test-origin.ts';
import { sendByTus, tusOutcome } from './testing/tus-client.ts';

let origin: TestOrigin;
let user: TestUser;
let endpoint: string;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_MAX_UPLOAD_BYTES: String(64 * mebibyte) });
  user = await origin.signUp();
  endpoint = `${origin.url}/api/v1/tus`;
});
afterAll(() => origin.stop());

type Body = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | string | null;

const metadata = { filename: 'Holiday.mp4', filetype: 'video/mp4' };
const idOf = (url: string) => url.split('/').at(-1) ?? '';
const encode = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([key, value]) => `${key} ${btoa(value)}`)
    .join(',');
/** One bare request of the protocol. */
const tus = (method: string, url: string, headers: Record<string, string> = {}, body: Body = null) =>
  fetch(url, {
    method,
    headers: { 'tus-resumable': '1.0.0', authorization: `Bearer ${user.token}`, ...headers },
    body,
  });
const create = (sizeBytes: number, headers: Record<string, string> = {}) =>
  tus('POST', endpoint, { 'upload-length': String(sizeBytes), 'upload-metadata': encode(metadata), ...headers });
const locationOf = (response: Response) => response.headers.get('location') ?? '';
const patch = (url: string, offset: number, body: Body) =>
  tus('PATCH', url, { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }, body);
const offsetAt = async (url: string) => Number((await tus('HEAD', url)).headers.get('upload-offset') ?? Number.NaN);

async function rowOf(url: string) {
  const [row] = await origin.db
    .select()
    .from(uploads)
    .where(eq(uploads.id, idOf(url)));
  if (!row) throw new Error('no such upload');
  return row;
}
async function storedOriginal(url: string) {
  const object = await origin.objects.get((await rowOf(url)).objectKey);
  return object && sha256(new Uint8Array(await new Response(object.body).arrayBuffer()));
}
const jobsOf = async (videoId: string) => {
  const jobs = await origin.db.select().from(outbox);
  return jobs.filter(({ jobId }) => jobId.includes(videoId)).length;
};

describe('tus-js-client', () => {
  test('uploads a file that becomes a video like any other', async () => {
    const bytes = randomBytes(18 * mebibyte + 5);
    const more = { title: 'Two weeks', tags: 'sea, sun', visibility: 'unlisted' };
    const { url } = await sendByTus(bytes, { endpoint, token: user.token, metadata: { ...metadata, ...more } });
    expect(url).toStartWith(`${endpoint}/`);
    const row = await rowOf(url);
    expect(row).toMatchObject({ state: 'completed', protocol: 'tus', filename: 'Holiday.mp4' });
    expect(await storedOriginal(url)).toBe(sha256(bytes));
    const [video] = await origin.db.select().from(videos).where(eq(videos.id, row.videoId));
    expect(video).toMatchObject({ ...more, tags: ['sea', 'sun'], status: 'processing' });
    expect(await jobsOf(row.videoId)).toBe(1);
    expect(await user.api.uploadStatus(row.id)).toMatchObject({ state: 'completed', video_id: row.videoId });
  });

  test('sends small chunks, and what it left behind after a break, exactly once', async () => {
    const bytes = randomBytes(19 * mebibyte + 3);
    const options = { endpoint, token: user.token, metadata, chunkSize: 3 * mebibyte };
    const first = await sendByTus(bytes, { ...options, stopAfter: 9 * mebibyte });
    const offset = await offsetAt(first.url);
    expect(offset).toBeGreaterThanOrEqual(9 * mebibyte);
    await origin.restart();
    expect(await offsetAt(first.url)).toBe(offset);
    const second = await sendByTus(bytes, { ...options, uploadUrl: first.url });
    expect(second.offsets[0]).toBe(offset);
    expect(await storedOriginal(first.url)).toBe(sha256(bytes));
    const { objectKey } = await rowOf(first.url);
    expect(await Array.fromAsync(origin.objects.list(objectKey))).toHaveLength(1);
  });

  test('hears of limits and of files that are no video', async () => {
    const refused = (bytes: Uint8Array, more: Record<string, string> = {}) =>
      sendByTus(bytes, { endpoint, token: user.token, metadata: { ...metadata, ...more } }).then(
        () => 'sent',
        tusOutcome,
      );
    expect(await refused(randomBytes(65 * mebibyte))).toBe('413 payload_too_large');
    expect(await refused(randomBytes(10), { visibility: 'friends' })).toBe('400 validation_failed');
    expect(await refused(new TextEncoder().encode('#!/bin/sh\necho no video\n'.repeat(10)))).toBe(
      '415 unsupported_media',
    );
    expect(await refused(randomBytes(10), { sha256: '0'.repeat(64) })).toBe('422 checksum_mismatch');
  });
});

describe('the protocol', () => {
  test('advertises what holds, to any page', async () => {
    const response = await fetch(endpoint, { method: 'OPTIONS', headers: { origin: 'https://app.example' } });
    expect(response.status).toBe(204);
    const headers = Object.fromEntries(response.headers);
    expect(headers['tus-extension']).toBe('creation,creation-with-upload,expiration,termination');
    expect(headers).toMatchObject({ 'tus-version': '1.0.0', 'tus-max-size': String(64 * mebibyte) });
    expect(headers['access-control-allow-headers']).toContain('Authorization');
    expect(headers['access-control-allow-methods']).toContain('PATCH');
    const concatenation = await create(10, { 'upload-concat': 'partial' });
    expect(concatenation.status).toBe(501);
    expect((await tus('POST', endpoint, { 'upload-defer-length': '1' })).status).toBe(501);
  });

  test('takes a file with its creation, and says when an unfinished one expires', async () => {
    const bytes = randomBytes(1000);
    const headers = { 'upload-length': '1000', 'upload-metadata': encode(metadata) };
    const chunk = { 'content-type': 'application/offset+octet-stream' };
    const whole = await tus('POST', endpoint, { ...headers, ...chunk }, bytes);
    expect(whole.status).toBe(201);
    expect((await rowOf(locationOf(whole))).state).toBe('completed');
    const half = await tus('POST', endpoint, { ...headers, ...chunk }, bytes.slice(0, 400));
    expect(half.headers.get('upload-offset')).toBe('400');
    const { expiresAt } = await rowOf(locationOf(half));
    const expiry = Date.parse(half.headers.get('upload-expires') ?? '');
    expect(Math.abs(expiry - expiresAt.getTime())).toBeLessThan(1000);
    expect((await patch(locationOf(half), 400, bytes.slice(400))).status).toBe(204);
    expect(await storedOriginal(locationOf(half))).toBe(sha256(bytes));
  });

  test('repeats the metadata that the client gave, its own included', async () => {
    const given = encode({ ...metadata, relativePath: 'films/holiday.mp4' });
    const url = locationOf(await create(100, { 'upload-metadata': `${given},is_draft` }));
    expect((await tus('HEAD', url)).headers.get('upload-metadata')).toBe(`${given},is_draft`);
  });

  test('refuses bytes at a wrong place, too many of them, and requests without the version', async () => {
    const url = locationOf(await create(100));
    expect((await patch(url, 7, 'x')).status).toBe(409);
    expect((await patch(url, 0, randomBytes(101))).status).toBe(413);
    expect(await offsetAt(url)).toBe(0);
    expect((await fetch(url, { method: 'HEAD', headers: { authorization: `Bearer ${user.token}` } })).status).toBe(412);
  });

  test('is for its owner alone, and says so to pages as well', async () => {
    const url = locationOf(await create(100));
    const stranger = await origin.signUp();
    const foreign = { authorization: `Bearer ${stranger.token}` };
    expect((await tus('HEAD', url, foreign)).status).toBe(404);
    expect((await tus('DELETE', url, foreign)).status).toBe(404);
    const anonymous = await fetch(endpoint, {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', origin: 'https://x.example' },
    });
    expect(anonymous.headers.get('access-control-allow-origin')).toBe('*');
    expect(await outcomeOf(anonymous)).toBe('401 unauthenticated');
  });

  test('ends an upload on demand', async () => {
    const url = locationOf(await create(100));
    await patch(url, 0, randomBytes(50));
    expect((await tus('DELETE', url)).status).toBe(204);
    expect((await tus('HEAD', url)).status).toBe(410);
    expect((await patch(url, 50, randomBytes(50))).status).toBe(410);
    const { objectKey } = await rowOf(url);
    expect(await Array.fromAsync(origin.objects.list(objectKey))).toEqual([]);
  });

  test('keeps presigned parts out', async () => {
    const url = locationOf(await create(100));
    expect(
      await outcomeOf(
        await origin.request('POST', `/uploads/${idOf(url)}/parts`, { token: user.token, body: { part_numbers: [1] } }),
      ),
    ).toBe('409 upload_not_open');
  });
});

describe('after a crash', () => {
  test('between the last byte and the completion, the next look finishes the upload', async () => {
    const bytes = randomBytes(1000);
    const url = locationOf(await create(bytes.length));
    const row = await rowOf(url);
    await origin.objects.putPart({ key: row.objectKey, uploadId: row.storeUploadId, partNumber: 1 }, bytes);
    expect(await offsetAt(url)).toBe(1000);
    expect((await rowOf(url)).state).toBe('completed');
    expect(await jobsOf(row.videoId)).toBe(1);
  });

  test('between a part and the removal of what it took in, no byte counts twice', async () => {
    const bytes = randomBytes(9 * mebibyte);
    const url = locationOf(await create(bytes.length));
    await patch(url, 0, bytes.slice(0, mebibyte));
    const row = await rowOf(url);
    expect(await origin.objects.head(objectKeys.originalRemainder(row.objectKey))).not.toBeNull();
    const part = { key: row.objectKey, uploadId: row.storeUploadId, partNumber: 1 };
    await origin.objects.putPart(part, bytes.slice(0, row.partSizeBytes));
    expect(await offsetAt(url)).toBe(row.partSizeBytes);
    expect((await patch(url, row.partSizeBytes, bytes.slice(row.partSizeBytes))).status).toBe(204);
    expect(await storedOriginal(url)).toBe(sha256(bytes));
  });
});

test('a client that comes back takes over from its own request that hangs', async () => {
  const bytes = randomBytes(12 * mebibyte);
  const url = locationOf(await create(bytes.length));
  let more: ReadableStreamDefaultController<Uint8Array> | undefined;
  const hanging = new ReadableStream<Uint8Array>({
    start(controller) {
      more = controller;
      controller.enqueue(bytes.slice(0, 9 * mebibyte));
    },
  });
  const first = patch(url, 0, hanging).catch(() => null);
  const { objectKey, storeUploadId } = await rowOf(url);
  await waitFor(async () => (await origin.objects.listParts({ key: objectKey, uploadId: storeUploadId }))?.length);
  const offset = await offsetAt(url);
  expect(offset).toBe(9 * mebibyte);
  expect((await patch(url, offset, bytes.slice(offset))).status).toBe(204);
  expect(await storedOriginal(url)).toBe(sha256(bytes));
  more?.error(new Error('the connection broke'));
  await first;
});
