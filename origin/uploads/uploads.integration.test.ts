import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { outbox, uploads } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/services.ts';
import {
  describeVideo,
  errorCodeOf,
  mebibyte,
  outcomeOf,
  putPart,
  putParts,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
} from '../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
const jobsOf = (videoId: string) =>
  origin.db
    .select()
    .from(outbox)
    .where(eq(outbox.jobId, `transcode-${videoId}`));
const rowOf = async (uploadId: string) => {
  const [row] = await origin.db.select().from(uploads).where(eq(uploads.id, uploadId));
  if (!row) throw new Error('no such upload');
  return row;
};
const threeParts = randomBytes(16 * mebibyte + 3);
const small = randomBytes(1000);

describe('an upload', () => {
  test('of three parts is resumed, completed, and becomes one job', async () => {
    const { api } = await origin.signUp();
    const upload = await api.createUpload(describeVideo(threeParts, { sha256: sha256(threeParts) }));
    expect(upload.parts.map((part) => part.part_number)).toEqual([1, 2, 3]);
    const [, second] = upload.parts;
    if (!second) throw new Error('no second part');
    await putPart(second, upload, threeParts);

    const status = await api.uploadStatus(upload.upload_id);
    expect(status).toMatchObject({ state: 'open', missing: [1, 3], size_bytes: threeParts.length });
    const { parts } = await api.signParts(upload.upload_id, status.missing);
    const etags = await Promise.all(
      parts.map(async (part) => ({
        part_number: part.part_number,
        etag: await putPart(part, upload, threeParts),
      })),
    );
    const all = [...etags, ...status.parts].map(({ part_number, etag }) => ({ part_number, etag }));
    expect(await api.completeUpload(upload.upload_id, { parts: all })).toEqual({
      video_id: upload.video_id,
      status: 'processing',
    });
    expect((await api.videoStatus(upload.video_id)).status).toBe('processing');

    const job = await waitFor(() => origin.jobs.getJob(`transcode-${upload.video_id}`));
    const object = await origin.objects.get(job.data.original_key);
    expect(job.data).toMatchObject({ video_id: upload.video_id, original_size_bytes: threeParts.length });
    expect(sha256(new Uint8Array(await new Response(object?.body).arrayBuffer()))).toBe(sha256(threeParts));
  });

  test('of an empty file ends as no video, with no part or one empty part', async () => {
    const { api } = await origin.signUp();
    const none = await api.createUpload(describeVideo(new Uint8Array(0)));
    expect(none.parts).toEqual([]);
    expect(await errorCodeOf(api.completeUpload(none.upload_id, { parts: [] }))).toBe('unsupported_media');

    const one = await api.createUpload(describeVideo(new Uint8Array(0)));
    const { parts } = await api.signParts(one.upload_id, [1]);
    const etags = await putParts({ ...one, parts }, new Uint8Array(0));
    expect(await errorCodeOf(api.completeUpload(one.upload_id, { parts: etags }))).toBe('unsupported_media');
    expect(await jobsOf(one.video_id)).toEqual([]);
  });

  test("is nobody else's", async () => {
    const [owner, stranger] = await Promise.all([origin.signUp(), origin.signUp()]);
    const { upload_id } = await owner.api.createUpload(describeVideo(small));
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['DELETE', '', undefined],
      ['POST', '/parts', { part_numbers: [1] }],
      ['POST', '/complete', { parts: [] }],
    ] as const) {
      const at = `/uploads/${upload_id}${path}`;
      const send = (token?: string) => origin.request(method, at, { ...(token ? { token } : {}), body });
      expect(await outcomeOf(await send(stranger.token))).toBe('404 not_found');
      expect(await outcomeOf(await send())).toBe('401 unauthenticated');
    }
    const theirChannel = (await owner.api.me()).channels[0]?.channel_id;
    const intoTheirs = describeVideo(small, { channel_id: theirChannel ?? '' });
    expect(await errorCodeOf(stranger.api.createUpload(intoTheirs))).toBe('not_found');
  });

  test('is refused above the size limit', async () => {
    const { token } = await origin.signUp();
    const body = { ...describeVideo(small), size_bytes: 4 * 1024 ** 3 + 1 };
    expect(await outcomeOf(await origin.request('POST', '/uploads', { token, body }))).toBe('413 payload_too_large');
  });

  test('signs no part beyond the last', async () => {
    const { api } = await origin.signUp();
    const { upload_id } = await api.createUpload(describeVideo(small));
    expect(await errorCodeOf(api.signParts(upload_id, [2]))).toBe('validation_failed');
  });

  test('can be given up, which removes what was sent', async () => {
    const { api } = await origin.signUp();
    const upload = await api.createUpload(describeVideo(small));
    const { objectKey, storeUploadId } = await rowOf(upload.upload_id);
    const parts = await putParts(upload, small);
    await api.abortUpload(upload.upload_id);
    await api.abortUpload(upload.upload_id);
    expect(await origin.objects.listParts({ key: objectKey, uploadId: storeUploadId })).toBeNull();
    expect(await errorCodeOf(api.completeUpload(upload.upload_id, { parts }))).toBe('upload_not_open');
    expect((await api.videoStatus(upload.video_id)).status).toBe('failed');
  });
});

describe('complete', () => {
  test('repeated and in parallel answers the same and makes one job', async () => {
    const { api } = await origin.signUp();
    const upload = await api.createUpload(describeVideo(threeParts));
    const parts = await putParts(upload, threeParts);
    const complete = () => api.completeUpload(upload.upload_id, { parts });
    const answers = await Promise.all([complete(), complete(), complete(), complete()]);
    answers.push(await complete());
    for (const answer of answers) expect(answer).toEqual({ video_id: upload.video_id, status: 'processing' });
    expect(await jobsOf(upload.video_id)).toHaveLength(1);
    expect(await errorCodeOf(api.abortUpload(upload.upload_id))).toBe('upload_not_open');
  });

  test('goes on where a crash left it: object made, row still open or completing', async () => {
    for (const state of ['open', 'completing'] as const) {
      const { api } = await origin.signUp();
      const upload = await api.createUpload(describeVideo(threeParts, { sha256: sha256(threeParts) }));
      const parts = await putParts(upload, threeParts);
      const { objectKey, storeUploadId } = await rowOf(upload.upload_id);
      await origin.objects.completeMultipartUpload({
        key: objectKey,
        uploadId: storeUploadId,
        parts: parts.map(({ part_number, etag }) => ({ partNumber: part_number, etag })),
      });
      await origin.db.update(uploads).set({ state }).where(eq(uploads.id, upload.upload_id));
      expect((await api.uploadStatus(upload.upload_id)).missing).toEqual([]);
      expect((await api.completeUpload(upload.upload_id, { parts })).status).toBe('processing');
      expect(await jobsOf(upload.video_id)).toHaveLength(1);
    }
  });

  test('that died before the object was made can be mended with a part sent again', async () => {
    const { api } = await origin.signUp();
    const upload = await api.createUpload(describeVideo(small));
    await origin.db.update(uploads).set({ state: 'completing' }).where(eq(uploads.id, upload.upload_id));
    expect((await api.uploadStatus(upload.upload_id)).missing).toEqual([1]);
    const { parts } = await api.signParts(upload.upload_id, [1]);
    const etags = await putParts({ ...upload, parts }, small);
    expect((await api.completeUpload(upload.upload_id, { parts: etags })).status).toBe('processing');
    expect(await jobsOf(upload.video_id)).toHaveLength(1);
  });

  test('refuses a wrong, a missing and a double part, and can be mended', async () => {
    const { api, token } = await origin.signUp();
    const upload = await api.createUpload(describeVideo(threeParts));
    const parts = await putParts(upload, threeParts);
    const [first, second, third] = parts;
    if (!first || !second || !third) throw new Error('three parts expected');
    const wrong = { ...second, etag: '"00000000000000000000000000000000"' };
    for (const claimed of [[first, wrong, third], [first, third], [first, first, second, third], []]) {
      const path = `/uploads/${upload.upload_id}/complete`;
      const response = await origin.request('POST', path, { token, body: { parts: claimed } });
      expect(await outcomeOf(response)).toBe('422 part_mismatch');
    }
    expect((await api.uploadStatus(upload.upload_id)).state).toBe('open');
    expect(await jobsOf(upload.video_id)).toEqual([]);
    expect((await api.completeUpload(upload.upload_id, { parts })).status).toBe('processing');
  });

  test('with another size than announced fails upload and video and keeps nothing', async () => {
    const { api, token } = await origin.signUp();
    const upload = await api.createUpload(describeVideo(small));
    const { objectKey, storeUploadId } = await rowOf(upload.upload_id);
    const { url, expiresAt } = await origin.objects.signPartUrl({
      key: objectKey,
      uploadId: storeUploadId,
      partNumber: 1,
      sizeBytes: 999,
      expiresInSec: 60,
    });
    const part = { part_number: 1, url, expires_at: expiresAt.toISOString() };
    const etag = await putPart(part, upload, small.slice(0, 999));
    const body = { parts: [{ part_number: 1, etag }] };
    const send = () => origin.request('POST', `/uploads/${upload.upload_id}/complete`, { token, body });
    expect(await outcomeOf(await send())).toBe('422 size_mismatch');
    expect(await outcomeOf(await send())).toBe('409 upload_not_open');
    expect(await api.videoStatus(upload.video_id)).toMatchObject({
      status: 'failed',
      error: { code: 'corrupt_media' },
    });
    expect(await origin.objects.listParts({ key: objectKey, uploadId: storeUploadId })).toBeNull();
  });

  test('with another SHA-256 than announced, at the start or now, fails and removes the object', async () => {
    const { api } = await origin.signUp();
    const other = sha256(new Uint8Array(1));
    for (const [announced, claimed] of [
      [other, undefined],
      [undefined, other],
      [sha256(small), other],
    ]) {
      const upload = await api.createUpload(describeVideo(small, announced ? { sha256: announced } : {}));
      const parts = await putParts(upload, small);
      const complete = api.completeUpload(upload.upload_id, { parts, ...(claimed ? { sha256: claimed } : {}) });
      expect(await errorCodeOf(complete)).toBe('checksum_mismatch');
      expect((await api.uploadStatus(upload.upload_id)).state).toBe('failed');
      expect((await api.videoStatus(upload.video_id)).status).toBe('failed');
      const { objectKey } = await rowOf(upload.upload_id);
      expect(await origin.objects.head(objectKey)).toBeNull();
      expect(await jobsOf(upload.video_id)).toEqual([]);
    }
  });
});
