import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { changes, videos } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/services.ts';
import { publishedResult } from '../testing/published-result.ts';
import { publishVideo, putObject } from '../testing/stored-video.ts';
import {
  describeVideo,
  errorCodeOf,
  outcomeOf,
  putParts,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
  uploadWholeVideo,
} from '../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_QUOTA_BYTES: '1000' });
});
afterAll(() => origin.stop());

const bytes = randomBytes(100);
const keysBelow = async (prefix: string) =>
  (await Array.fromAsync(origin.objects.list(prefix))).map(({ key }) => key).sort();

describe('deleting a video', () => {
  test('hides it at once, removes all it had, gives the quota back and tells the edge', async () => {
    const user = await origin.signUp();
    const videoId = await uploadWholeVideo(user);
    await publishVideo(origin, videoId, 'g1');
    await putObject(origin, objectKeys.caption(videoId, 'en'));
    await putObject(origin, `${objectKeys.workPrefix(videoId, 'e1')}plan.json`);
    const neighbour = await uploadWholeVideo(user);
    const fill = () => user.api.createUpload({ ...describeVideo(bytes), size_bytes: 900 });
    expect(await errorCodeOf(fill())).toBe('quota_exceeded');

    expect((await origin.request('DELETE', `/videos/${videoId}`, { token: user.token })).status).toBe(204);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/status'],
      ['DELETE', ''],
    ] as const)
      expect(await outcomeOf(await origin.request(method, `/videos/${videoId}${path}`, { token: user.token }))).toBe(
        '404 not_found',
      );
    expect((await user.api.createUpload({ ...describeVideo(bytes), size_bytes: 800 })).upload_id).toBeString();
    const told = await origin.db.select().from(changes).where(eq(changes.subject, videoId));
    expect(told.map((change) => change.kind)).toContain('video_revoked');

    const purgedAt = async () => (await origin.db.select().from(videos).where(eq(videos.id, videoId)))[0]?.purgedAt;
    await waitFor(async () => (await purgedAt()) !== null);
    for (const area of ['originals', 'media', 'captions', 'work'])
      expect(await keysBelow(`${area}/${videoId}/`)).toEqual([]);
    expect(await keysBelow(`originals/${neighbour}/`)).toHaveLength(1);
    expect(await waitFor(async () => ((await origin.jobs.getJob(`transcode-${videoId}`)) ? null : 'gone'))).toBe(
      'gone',
    );
  });

  test('is its owner alone to do', async () => {
    const [owner, other] = await Promise.all([origin.signUp(), origin.signUp()]);
    const videoId = await uploadWholeVideo(owner, { visibility: 'private' });
    const send = (token?: string) => origin.request('DELETE', `/videos/${videoId}`, token ? { token } : {});
    expect(await outcomeOf(await send(other.token))).toBe('404 not_found');
    expect(await outcomeOf(await send())).toBe('401 unauthenticated');
    await publishVideo(origin, videoId, 'g1');
    await origin.db.update(videos).set({ visibility: 'public' }).where(eq(videos.id, videoId));
    expect(await outcomeOf(await send(other.token))).toBe('403 forbidden');
    expect((await owner.api.video(videoId)).video_id).toBe(videoId);
  });

  test('in the middle of its upload ends that, and nothing sent later brings it back', async () => {
    const { api, token } = await origin.signUp();
    const upload = await api.createUpload(describeVideo(bytes));
    const parts = await putParts(upload, bytes);
    expect((await origin.request('DELETE', `/videos/${upload.video_id}`, { token })).status).toBe(204);
    expect(await errorCodeOf(api.completeUpload(upload.upload_id, { parts }))).toBe('upload_not_open');
    expect(await errorCodeOf(api.video(upload.video_id))).toBe('not_found');
  });

  test('is not undone by a result that the transcoder sends late', async () => {
    const user = await origin.signUp();
    const videoId = await uploadWholeVideo(user);
    await origin.request('DELETE', `/videos/${videoId}`, { token: user.token });
    const job = await origin.results.add('result', publishedResult('ready', videoId, 'g9'));
    await waitFor(async () => (await job.getState()) === 'completed');
    const [row] = await origin.db.select().from(videos).where(eq(videos.id, videoId));
    expect(row).toMatchObject({ playable: false, generation: null, visibility: 'private', title: '' });
  });
});
