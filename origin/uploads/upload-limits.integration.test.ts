import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { createLog } from '../../platform/log.ts';
import { uploads } from '../../shared/schema/index.ts';
import {
  describeVideo,
  errorCodeOf,
  outcomeOf,
  putParts,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
} from '../testing/test-origin.ts';
import { expireUploads } from './expire-uploads.ts';
import { createUploadStore } from './store.ts';

const hourMs = 3_600_000;
let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_UPLOADS_PER_HOUR: '3', KINORA_DAILY_QUOTA_BYTES: '8000' });
});
afterAll(() => origin.stop());

const bytes = randomBytes(1000);

describe('uploads per hour', () => {
  test('are limited for each user, parallel ones included, and the answer says when to come back', async () => {
    const [busy, other] = await Promise.all([origin.signUp(), origin.signUp()]);
    const send = () => origin.request('POST', '/uploads', { token: busy.token, body: describeVideo(bytes) });
    const responses = await Promise.all(Array.from({ length: 8 }, send));
    const refused = responses.filter((response) => response.status === 429);
    expect(responses.map((response) => response.status).sort()).toEqual([201, 201, 201, 429, 429, 429, 429, 429]);
    // A request that waited for the others' turn asks for that moment more than an hour.
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeWithin(3500, 3660);
    expect((await other.api.createUpload(describeVideo(bytes))).parts).toHaveLength(1);
  });

  test('are free again once the oldest is an hour old', async () => {
    const { api, token, session } = await origin.signUp();
    for (let count = 0; count < 3; count += 1) await api.createUpload(describeVideo(bytes));
    const createdAt = new Date(Date.now() - hourMs - 1);
    await origin.db.update(uploads).set({ createdAt }).where(eq(uploads.userId, session.user.user_id));
    const response = await origin.request('POST', '/uploads', { token, body: describeVideo(bytes) });
    expect(await outcomeOf(response)).toBe('201');
  });
});

describe('bytes of a day', () => {
  test('are counted while they may become videos, and stay counted when the video is deleted', async () => {
    const { api, session } = await origin.signUp();
    const begin = () => api.createUpload({ ...describeVideo(bytes), size_bytes: 7_500 });
    const first = await begin();
    expect(await errorCodeOf(begin())).toBe('quota_exceeded');
    await api.abortUpload(first.upload_id);
    const second = await api.createUpload(describeVideo(bytes));
    await api.completeUpload(second.upload_id, { parts: await putParts(second, bytes) });
    await api.deleteVideo(second.video_id);
    expect(await errorCodeOf(begin())).toBe('quota_exceeded');
    await origin.db
      .update(uploads)
      .set({ createdAt: new Date(Date.now() - 24 * hourMs - 1) })
      .where(eq(uploads.userId, session.user.user_id));
    expect((await begin()).upload_id).toBeString();
  });
});

describe('an upload past its time', () => {
  const round = () =>
    expireUploads({
      store: createUploadStore(origin.db),
      objects: origin.objects,
      clock: () => new Date(),
      log: createLog({ service: 'test', level: 'silent' }),
    });

  test('is refused, then removed with its parts; open ones in time stay', async () => {
    const { api } = await origin.signUp();
    const [old, fresh] = [await api.createUpload(describeVideo(bytes)), await api.createUpload(describeVideo(bytes))];
    const parts = await putParts(old, bytes);
    await putParts(fresh, bytes);
    const [row] = await origin.db
      .update(uploads)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(uploads.id, old.upload_id))
      .returning();
    expect(await errorCodeOf(api.completeUpload(old.upload_id, { parts }))).toBe('upload_expired');
    expect(await errorCodeOf(api.signParts(old.upload_id, [1]))).toBe('upload_expired');

    expect(await round()).toBe(1);
    const at = { key: row?.objectKey ?? '', uploadId: row?.storeUploadId ?? '' };
    expect(await origin.objects.listParts(at)).toBeNull();
    expect((await api.uploadStatus(old.upload_id)).state).toBe('expired');
    expect((await api.videoStatus(old.video_id)).status).toBe('failed');
    expect((await api.uploadStatus(fresh.upload_id)).parts).toHaveLength(1);
    expect(await round()).toBe(0);
  });

  test('that failed while its storage could not be removed is cleaned up later', async () => {
    const { api } = await origin.signUp();
    const upload = await api.createUpload(describeVideo(bytes));
    await putParts(upload, bytes);
    // As after a crash between the row's change and the removal.
    const [row] = await origin.db
      .update(uploads)
      .set({ state: 'failed' })
      .where(eq(uploads.id, upload.upload_id))
      .returning();
    await round();
    const at = { key: row?.objectKey ?? '', uploadId: row?.storeUploadId ?? '' };
    expect(await origin.objects.listParts(at)).toBeNull();
  });
});
