import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { internalHeaders } from '../../shared/http-headers.ts';
import { codecEncodes, uploads, videos } from '../../shared/schema/index.ts';
import { publishVideo, uploadOf } from '../testing/stored-video.ts';
import {
  describeVideo,
  outcomeOf,
  putParts,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
  uploadWholeVideo,
} from '../testing/test-origin.ts';
import { retireOriginals } from './retire-originals.ts';
import { createStorageCareStore } from './store.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

const dayMs = 24 * 3_600_000;
const bytes = randomBytes(100);

describe('originals', () => {
  const retire = (originalsKeptMs: number | null) =>
    retireOriginals({
      store: createStorageCareStore(origin.db),
      objects: origin.objects,
      clock: () => new Date(),
      originalsKeptMs,
    });
  const isThere = async (videoId: string) =>
    (await origin.objects.head((await uploadOf(origin, videoId)).objectKey)) !== null;
  const uploadedAt = (videoId: string, updatedAt: Date) =>
    origin.db.update(uploads).set({ updatedAt }).where(eq(uploads.videoId, videoId));

  test('are given up after their days, and only those of finished videos', async () => {
    const user = await origin.signUp();
    const made = await uploadWholeVideo(user);
    const fresh = await uploadWholeVideo(user);
    const [unfinished, failed, waiting] = await Promise.all([1, 2, 3].map(() => uploadWholeVideo(user)));
    if (!unfinished || !failed || !waiting) throw new Error('three videos expected');
    for (const videoId of [made, fresh, waiting]) await publishVideo(origin, videoId, 'g1');
    await origin.db.update(videos).set({ status: 'failed' }).where(eq(videos.id, failed));
    const times = { createdAt: new Date(), updatedAt: new Date() };
    await origin.db
      .insert(codecEncodes)
      .values({ videoId: waiting, codec: 'av1', state: 'queued', jobId: 'j', ...times });
    for (const videoId of [made, unfinished, failed, waiting])
      await uploadedAt(videoId, new Date(Date.now() - 31 * dayMs));

    expect(await retire(null)).toBe(0);
    expect(await retire(30 * dayMs)).toBe(1);
    const all = [made, fresh, unfinished, failed, waiting];
    expect(await Promise.all(all.map(isThere))).toEqual([false, true, true, true, true]);
    expect(await retire(30 * dayMs)).toBe(0);
    // As soon as the video is made.
    await retire(-1000);
    expect(await Promise.all(all.map(isThere))).toEqual([false, false, true, true, true]);
  });

  test('that are gone are said to be, where one is needed', async () => {
    const user = await origin.signUp();
    const sha256 = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
    const upload = await user.api.createUpload(describeVideo(bytes, { sha256 }));
    await user.api.completeUpload(upload.upload_id, { parts: await putParts(upload, bytes) });
    const videoId = upload.video_id;
    await publishVideo(origin, videoId, 'g1');
    await uploadedAt(videoId, new Date(Date.now() - 31 * dayMs));
    expect(await retire(30 * dayMs)).toBe(1);
    const body = { codecs: ['h264', 'av1'] };
    const patch = await origin.request('PATCH', `/videos/${videoId}`, { token: user.token, body });
    expect(await outcomeOf(patch)).toBe('410 original_removed');
    expect((await user.api.createUpload(describeVideo(bytes, { sha256 }))).duplicate_of).toBeUndefined();
    await origin.db.update(videos).set({ status: 'failed' }).where(eq(videos.id, videoId));
    const retry = await fetch(`${origin.url}/internal/videos/${videoId}/retry`, {
      method: 'POST',
      headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY },
    });
    expect(await outcomeOf(retry)).toBe('410 original_removed');
  });
});
