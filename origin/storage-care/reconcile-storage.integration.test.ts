import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { utimes } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import {
  type ReconcileLine,
  reconcileLineSchema,
  type StorageFinding,
  videoStorageSchema,
} from '../../shared/contracts/storage-care.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { captions, channels, videoStorage, videos } from '../../shared/schema/index.ts';
import { pictureKey } from '../channels/pictures/picture-files.ts';
import { publishVideo, putObject, uploadOf } from '../testing/stored-video.ts';
import {
  describeVideo,
  outcomeOf,
  putParts,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

const dayMs = 24 * 3_600_000;
const bytes = randomBytes(100);
/** Makes an object older than anything that may still be wanted. */
async function age(key: string) {
  const path = origin.objects.localPath(key);
  const old = new Date(Date.now() - 2 * dayMs);
  if (path === null) throw new Error(`no file for ${key}`);
  await utimes(path, old, old);
}
async function reconcile(remove: boolean): Promise<ReconcileLine[]> {
  const response = await fetch(`${origin.url}/internal/storage/reconcile`, {
    method: 'POST',
    headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ delete: remove }),
  });
  expect(response.status).toBe(200);
  return (await response.text())
    .trim()
    .split('\n')
    .map((line) => reconcileLineSchema.parse(JSON.parse(line)));
}
const findingsOf = (lines: ReconcileLine[]): StorageFinding[] =>
  lines.flatMap((line) => ('finding' in line ? [line.finding] : []));

describe('the reconciler', () => {
  let user: TestUser;
  let kept: string;
  const nobody = 'nobodys_vid';
  beforeAll(async () => {
    user = await origin.signUp();
    kept = await uploadWholeVideo(user);
    await publishVideo(origin, kept, 'g2');
    await putObject(origin, objectKeys.caption(kept, 'en'));
    const times = { createdAt: new Date(), updatedAt: new Date() };
    await origin.db
      .insert(captions)
      .values({ videoId: kept, language: 'en', source: 'upload', sha256: '0'.repeat(64), ...times });
    await origin.db
      .update(videos)
      .set({ updatedAt: new Date(Date.now() - 2 * dayMs) })
      .where(eq(videos.id, kept));
  });

  test('finds what nobody wants and only tells, then removes it, and leaves everything else', async () => {
    const orphans = [
      `originals/${nobody}/upload`,
      `media/${kept}/g1/hls/master.m3u8`,
      `captions/${kept}/de.vtt`,
      `rungs/${nobody}/av1/720p.mp4`,
      `work/${nobody}/e1/plan.json`,
    ];
    const young = `originals/${nobody}/just-now`;
    const wanted = [
      (await uploadOf(origin, kept)).objectKey,
      `media/${kept}/g2/hls/master.m3u8`,
      objectKeys.caption(kept, 'en'),
    ];
    for (const key of [...orphans, young]) await putObject(origin, key);
    for (const key of [...orphans, ...wanted]) await age(key);

    const told = findingsOf(await reconcile(false));
    expect(
      told.filter((finding) => finding.kind.startsWith('orphan')).map(({ kind, key, removed }) => [kind, key, removed]),
    ).toEqual(
      expect.arrayContaining([
        ['orphan_original', `originals/${nobody}/upload`, false],
        ['orphan_media', `media/${kept}/g1/`, false],
        ['orphan_captions', `captions/${kept}/de.vtt`, false],
        ['orphan_rungs', `rungs/${nobody}/av1/720p.mp4`, false],
        ['orphan_work', `work/${nobody}/e1/`, false],
      ]),
    );
    for (const key of orphans) expect(await origin.objects.head(key)).not.toBeNull();

    const removed = await reconcile(true);
    expect(findingsOf(removed).filter((finding) => finding.removed)).toHaveLength(orphans.length);
    for (const key of orphans) expect(await origin.objects.head(key)).toBeNull();
    for (const key of [...wanted, young]) expect(await origin.objects.head(key)).not.toBeNull();
    const last = removed.at(-1);
    expect(last && 'summary' in last && last.summary).toMatchObject({ orphans: 5, orphan_bytes: 500, removed: 5 });
    expect(findingsOf(await reconcile(true)).filter((finding) => finding.kind.startsWith('orphan'))).toEqual([]);
  });

  test('tells what rows name and the store does not have', async () => {
    const broken = await uploadWholeVideo(user);
    await publishVideo(origin, broken, 'g1');
    const gone = [(await uploadOf(origin, broken)).objectKey, `media/${broken}/g1/hls/master.m3u8`];
    await origin.objects.delete(gone);
    const missing = findingsOf(await reconcile(true)).filter((finding) => finding.video_id === broken);
    expect(missing.map(({ kind, key, removed }) => [kind, key, removed])).toEqual([
      ['missing_original', gone[0] ?? '', false],
      ['missing_media', gone[1] ?? '', false],
    ]);
  });

  test('knows the pictures of channels', async () => {
    const [channel] = await origin.db.select().from(channels).where(eq(channels.ownerId, user.session.user.user_id));
    const id = channel?.id ?? '';
    await origin.db.update(channels).set({ avatarVersion: 'v2', bannerVersion: 'v3' }).where(eq(channels.id, id));
    const shown = pictureKey(id, 'avatar-v2-88.webp');
    const orphans = [pictureKey(id, 'avatar-v1-88.webp'), pictureKey('nobodys-channel', 'banner-v1-960.webp')];
    const young = pictureKey(id, 'avatar-v9-88.webp');
    for (const key of [shown, young, ...orphans]) await putObject(origin, key);
    for (const key of [shown, ...orphans]) await age(key);
    const found = findingsOf(await reconcile(true)).filter(({ kind }) => kind.endsWith('picture'));
    expect(new Set(found.map(({ kind, key, removed }) => `${kind} ${key} ${removed}`))).toEqual(
      new Set([
        ...orphans.map((key) => `orphan_picture ${key} true`),
        `missing_picture ${pictureKey(id, 'banner-v3-')} false`,
      ]),
    );
    for (const key of orphans) expect(await origin.objects.head(key)).toBeNull();
    for (const key of [shown, young]) expect(await origin.objects.head(key)).not.toBeNull();
  });

  test('takes no part of an upload that is being sent, but those that no upload owns', async () => {
    const upload = await user.api.createUpload(describeVideo(bytes));
    const parts = await putParts(upload, bytes);
    const stray = await origin.objects.createMultipartUpload(`originals/${nobody}/stray`, { contentType: 'video/mp4' });
    const { storeUploadId } = await uploadOf(origin, upload.video_id);
    const old = new Date(Date.now() - 2 * dayMs);
    const dir = origin.config.storage.kind === 'filesystem' ? origin.config.storage.rootDir : '';
    for (const id of [storeUploadId, stray.uploadId]) await utimes(`${dir}/uploads/${id}/upload.json`, old, old);

    const found = findingsOf(await reconcile(true)).filter((finding) => finding.kind === 'orphan_parts');
    expect(found.map((finding) => finding.key)).toEqual([`originals/${nobody}/stray`]);
    expect(await origin.objects.listParts({ key: `originals/${nobody}/stray`, ...stray })).toBeNull();
    expect((await user.api.completeUpload(upload.upload_id, { parts })).status).toBe('processing');
  });

  test('writes down what each video takes up', async () => {
    await reconcile(false);
    const [row] = await origin.db.select().from(videoStorage).where(eq(videoStorage.videoId, kept));
    expect(row).toMatchObject({ originalBytes: 100, mediaBytes: 100 });
    const told = await origin.request('GET', `/videos/${kept}/storage`, { token: user.token });
    expect(videoStorageSchema.parse(await told.json())).toEqual({
      ...{ original_bytes: 100, media_bytes: 100, original_removed_at: null },
      measured_at: row?.measuredAt.toISOString() ?? '',
    });
    const stranger = await origin.signUp();
    const asked = await origin.request('GET', `/videos/${kept}/storage`, { token: stranger.token });
    expect(await outcomeOf(asked)).toBe('403 forbidden');
  });

  test('runs once at a time, whoever asks', async () => {
    const lines = (await Promise.all([reconcile(false), reconcile(false), reconcile(false)])).map((each) =>
      each.at(-1),
    );
    expect(lines.filter((line) => line && 'summary' in line)).not.toHaveLength(0);
    for (const line of lines) if (line && 'error' in line) expect(line.error.code).toBe('unavailable');
  });

  test('is not reached from outside', async () => {
    const response = await fetch(`${origin.url}/internal/storage/reconcile`, { method: 'POST', body: '{}' });
    expect(await outcomeOf(response)).toBe('404 not_found');
  });
});
