import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import * as z from 'zod';
import { videoSchema } from '../../shared/contracts/videos.ts';
import { videos } from '../../shared/schema/index.ts';
import { publishedResult } from '../testing/published-result.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';
import { createTranscodeResultStore } from '../transcode-results/store.ts';

const pageSchema = z.object({ videos: z.array(videoSchema), next_cursor: z.string().nullable() });
let origin: TestOrigin;
let owner: TestUser;
let stranger: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
  [owner, stranger] = await Promise.all([origin.signUp(), origin.signUp()]);
});
afterAll(() => origin.stop());

async function readyVideo(visibility: 'public' | 'unlisted' | 'private', title = 'A clip'): Promise<string> {
  const videoId = await uploadWholeVideo(owner, { visibility, title });
  await createTranscodeResultStore(origin.db).applyResult(publishedResult('ready', videoId, 'g1'), new Date());
  return videoId;
}
const get = async (path: string, token?: string) =>
  outcomeOf(await origin.request('GET', path, token === undefined ? {} : { token }));

describe('who sees a video', () => {
  test('a private or unfinished video is missing to all but its owner, its status too', async () => {
    const unfinished = await uploadWholeVideo(owner, { visibility: 'public' });
    for (const videoId of [await readyVideo('private'), unfinished])
      for (const path of [`/videos/${videoId}`, `/videos/${videoId}/status`]) {
        expect(await get(path, owner.token)).toBe('200');
        expect(await get(path, stranger.token)).toBe('404 not_found');
        expect(await get(path)).toBe('404 not_found');
      }
    expect(await get('/videos/nosuchvideo')).toBe('404 not_found');
    expect(await get('/videos/short')).toBe('400 validation_failed');
  });

  test('an unlisted video is there for those who know its id, but in no list', async () => {
    const videoId = await readyVideo('unlisted');
    expect(await get(`/videos/${videoId}`)).toBe('200');
    const page = pageSchema.parse(await (await origin.request('GET', '/videos?limit=100')).json());
    expect(page.videos.map((video) => video.video_id)).not.toContain(videoId);
  });

  test('a bad token is an error even where none is needed', async () => {
    expect(await get(`/videos/${await readyVideo('public')}`, 'nonsense')).toBe('401 token_invalid');
  });
});

describe('changing a video', () => {
  test('works for its owner and keeps what was not sent', async () => {
    const videoId = await readyVideo('public', 'Before');
    const changed = await owner.api.updateVideo(videoId, { title: 'After', tags: ['a'], geo_deny: ['FR'] });
    expect(changed).toMatchObject({ title: 'After', tags: ['a'], geo_deny: ['FR'], visibility: 'public' });
    await owner.api.updateVideo(videoId, { visibility: 'private' });
    expect(await owner.api.video(videoId)).toMatchObject({ title: 'After', visibility: 'private' });
    expect(await get(`/videos/${videoId}`)).toBe('404 not_found');
  });

  test('hides it until `publish_at`, and `null` takes that back', async () => {
    const videoId = await readyVideo('public');
    await owner.api.updateVideo(videoId, { publish_at: new Date(Date.now() + 60_000).toISOString() });
    expect(await get(`/videos/${videoId}`)).toBe('404 not_found');
    expect((await owner.api.updateVideo(videoId, { publish_at: null })).publish_at).toBeNull();
    expect(await get(`/videos/${videoId}`)).toBe('200');
  });

  test('is forbidden to others, who learn nothing of a private one', async () => {
    const [open, hidden] = [await readyVideo('public'), await readyVideo('private')];
    const patch = async (videoId: string, token?: string) =>
      outcomeOf(
        await origin.request('PATCH', `/videos/${videoId}`, { ...(token ? { token } : {}), body: { title: 'Mine' } }),
      );
    expect(await patch(open, stranger.token)).toBe('403 forbidden');
    expect(await patch(hidden, stranger.token)).toBe('404 not_found');
    expect(await patch(open)).toBe('401 unauthenticated');
    expect((await owner.api.video(open)).title).toBe('A clip');
  });
});

test('the newest public videos come in pages without gaps or repeats, also within one millisecond', async () => {
  const expected: string[] = [];
  for (let count = 0; count < 5; count += 1) expected.push(await readyVideo('public', `Listed ${count}`));
  const createdAt = new Date(Date.now() + 1_000_000);
  for (const videoId of expected) await origin.db.update(videos).set({ createdAt }).where(eq(videos.id, videoId));

  const seen: string[] = [];
  let path = '/videos?limit=2';
  for (let pages = 0; pages < 3; pages += 1) {
    const page = pageSchema.parse(await (await origin.request('GET', path)).json());
    seen.push(...page.videos.map((video) => video.video_id));
    path = `/videos?limit=2&cursor=${page.next_cursor}`;
  }
  expect(seen.slice(0, 5).sort()).toEqual(expected.sort());
  expect(new Set(seen).size).toBe(6);
  expect(await get('/videos?cursor=nonsense')).toBe('400 validation_failed');
  expect(await get('/videos?limit=0')).toBe('400 validation_failed');

  const all = pageSchema.parse(await (await origin.request('GET', '/videos?limit=100')).json());
  expect(all.next_cursor).toBeNull();
  expect(all.videos.every((video) => video.visibility === 'public' && video.playable)).toBe(true);
});
