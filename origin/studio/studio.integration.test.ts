import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import type { Channel } from '../../shared/contracts/channels.ts';
import type { Playlist, PlaylistItems } from '../../shared/contracts/playlists.ts';
import type { StorageUsage } from '../../shared/contracts/storage-care.ts';
import { type OwnVideos, ownVideosSchema, type VideosChanged } from '../../shared/contracts/studio.ts';
import { MAX_CHANGED_VIDEOS } from '../../shared/contracts/video-words.ts';
import { videos } from '../../shared/schema/index.ts';
import { publishVideo } from '../testing/stored-video.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';
import { ownVideosQuery } from './store.ts';

let origin: TestOrigin;
let owner: TestUser;
let other: TestUser;
/** By title; the first is the oldest. */
const ids: Record<string, string> = {};
const titles = ['Alps at dawn', 'Bees', '100% wool', 'Coast', 'Dusk in the Alps'];

beforeAll(async () => {
  origin = await startTestOrigin();
  [owner, other] = [await origin.signUp(), await origin.signUp()];
  for (const [at, title] of titles.entries()) {
    const videoId = await uploadWholeVideo(owner, { title, visibility: at % 2 ? 'private' : 'public' });
    ids[title] = videoId;
    // Two have the same age and the same views: the id decides.
    const createdAt = new Date(Date.UTC(2026, 0, 1 + Math.min(at, 3)));
    await origin.db
      .update(videos)
      .set({ createdAt, viewCount: Math.floor(at / 2) })
      .where(eq(videos.id, videoId));
  }
  await publishVideo(origin, idOf('Bees'), 'g1');
  const failure = { status: 'failed', failureCode: 'corrupt_media', failureMessage: '' } as const;
  await origin.db
    .update(videos)
    .set(failure)
    .where(eq(videos.id, idOf('Coast')));
}, 30_000);
afterAll(() => origin?.stop());

const idOf = (title: string) => ids[title] ?? '';
async function json<T>(response: Promise<Response>): Promise<T> {
  const answer = await response;
  if (!answer.ok) throw new Error(await outcomeOf(answer));
  return (await answer.json()) as T; // our own contract
}
const ask = (user: TestUser | null, method: string, path: string, body?: unknown) =>
  origin.request(method, path, { ...(user && { token: user.token }), ...(body === undefined ? {} : { body }) });
const list = (query = '', user = owner) => json<OwnVideos>(ask(user, 'GET', `/me/videos${query}`));
const titlesOf = async (query = '', user = owner) => (await list(query, user)).videos.map(({ title }) => title);
const change = (body: object, user = owner) => json<VideosChanged>(ask(user, 'POST', '/me/videos/changes', body));

describe('the list of own videos', () => {
  test('has them in every state, newest first, with what became of each', async () => {
    const page = ownVideosSchema.parse(await list());
    expect(new Set(page.videos.map(({ title }) => title))).toEqual(new Set(titles));
    const byTitle = new Map(page.videos.map((video) => [video.title, video]));
    expect(byTitle.get('Bees')).toMatchObject({ status: 'ready', playable: true, processing: null, error: null });
    expect(byTitle.get('Coast')?.error).toMatchObject({ code: 'corrupt_media', message: expect.stringMatching(/\w/) });
    expect(byTitle.get('100% wool')?.status).toBe('processing');
    expect(page.videos.slice(2).map(({ title }) => title)).toEqual(['100% wool', 'Bees', 'Alps at dawn']);
  });

  test.each([
    ['?visibility=private', ['Coast', 'Bees']],
    ['?status=failed', ['Coast']],
    ['?status=processing&visibility=public&q=ALPS&sort=oldest', ['Alps at dawn', 'Dusk in the Alps']],
    ['?q=100%25', ['100% wool']],
    ['?q=_', []],
    ['?q=%5C', []],
    ['?sort=oldest&limit=2', ['Alps at dawn', 'Bees']],
  ])('%s', async (query, expected) => {
    expect(await titlesOf(query)).toEqual(expected);
  });

  test.each(['newest', 'oldest', 'most_viewed', 'most_commented', 'most_liked'])(
    'by %s comes in pages without a gap or a double',
    async (sort) => {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: OwnVideos = await list(`?sort=${sort}&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.videos.map(({ title }) => title));
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(seen).toEqual(await titlesOf(`?sort=${sort}`));
      expect(seen).toHaveLength(titles.length);
    },
  );

  test('refuses the cursor of another filter, and filters that are none', async () => {
    const { next_cursor } = await list('?limit=2');
    const outcome = async (query: string) => outcomeOf(await ask(owner, 'GET', `/me/videos${query}`));
    expect(await outcome(`?limit=2&sort=oldest&cursor=${next_cursor}`)).toBe('400 invalid_cursor');
    expect(await outcome('?cursor=nonsense')).toBe('400 invalid_cursor');
    expect(await outcome('?status=gone')).toBe('400 validation_failed');
    expect(await outcomeOf(await ask(null, 'GET', '/me/videos'))).toBe('401 unauthenticated');
  });

  test('of a channel is for those who work on it', async () => {
    const handle = `alps_${owner.session.user.user_id.slice(-6)}`.toLowerCase();
    const made = await json<Channel>(ask(owner, 'POST', '/channels', { handle, name: 'Alps' }));
    const path = `?channel_id=${made.channel_id}`;
    const videoId = await uploadWholeVideo(owner, { title: 'Guests', channel_id: made.channel_id });
    expect(await outcomeOf(await ask(other, 'GET', `/me/videos${path}`))).toBe('404 not_found');
    const { username } = other.session.user;
    const member = `/channels/${made.channel_id}/members/${username}`;
    expect(await outcomeOf(await ask(owner, 'PUT', member, { role: 'editor' }))).toBe('204');
    expect(await titlesOf(path, other)).toEqual(['Guests']);
    expect(await titlesOf('', other)).toEqual([]);
    // An editor changes what is said about it and does not delete it.
    const asEditor = (body: object) => change({ video_ids: [videoId], ...body }, other);
    expect((await asEditor({ action: 'set_visibility', visibility: 'unlisted' })).changed).toEqual([videoId]);
    expect((await asEditor({ action: 'delete' })).refused).toMatchObject([{ video_id: videoId, code: 'forbidden' }]);
    await owner.api.deleteVideo(videoId);
  });

  test('reads rows in the order of the index instead of sorting them', async () => {
    const after = { by: Date.now(), videoId: idOf('Bees') };
    const query = ownVideosQuery(origin.db, { ownerId: 'somebody' }, { sort: 'newest' }, { limit: 24, after });
    const plan = await origin.db.all<{ detail: string }>(sql`explain query plan ${query.getSQL()}`);
    const details = plan.map(({ detail }) => detail).join('\n');
    expect(details).toContain('videos_owner');
    expect(details).not.toContain('TEMP B-TREE');
  });
});

describe('changing several videos', () => {
  test('is done for each that is theirs, and says of the others why not', async () => {
    const [mine, theirs] = [idOf('Alps at dawn'), await uploadWholeVideo(other, { title: 'Theirs' })];
    const answer = await change({
      action: 'set_visibility',
      visibility: 'unlisted',
      video_ids: [mine, theirs, mine, 'nobodyMade1'],
    });
    expect(answer.changed).toEqual([mine]);
    expect(answer.refused.map(({ video_id, code }) => [video_id, code])).toEqual([
      [theirs, 'not_found'],
      ['nobodyMade1', 'not_found'],
    ]);
    expect((await owner.api.video(mine)).visibility).toBe('unlisted');
    expect((await other.api.video(theirs)).title).toBe('Theirs');
  });

  test('puts them into a playlist in the order they are named, each once', async () => {
    const { playlist_id } = await json<Playlist>(ask(owner, 'POST', '/playlists', { title: 'Best' }));
    const video_ids = [idOf('Dusk in the Alps'), idOf('Bees')];
    expect((await change({ action: 'add_to_playlist', playlist_id, video_ids })).changed).toEqual(video_ids);
    const again = await change({ action: 'add_to_playlist', playlist_id, video_ids });
    expect(again.refused.map(({ code }) => code)).toEqual(['conflict', 'conflict']);
    const { items } = await json<PlaylistItems>(ask(owner, 'GET', `/playlists/${playlist_id}/items`));
    expect(items.map(({ video }) => video?.video_id ?? '')).toEqual(video_ids);
    const into = { action: 'add_to_playlist', playlist_id, video_ids };
    expect((await change(into, other)).refused.map(({ code }) => code)).toEqual(['not_found', 'not_found']);
  });

  test('deletes them; what is deleted already is refused and nothing else', async () => {
    const [gone, alsoGone] = [
      await uploadWholeVideo(owner, { title: 'Gone' }),
      await uploadWholeVideo(owner, { title: 'Gone too' }),
    ];
    expect((await change({ action: 'delete', video_ids: [gone] })).changed).toEqual([gone]);
    const second = await change({ action: 'delete', video_ids: [gone, alsoGone] });
    expect(second.changed).toEqual([alsoGone]);
    expect(second.refused).toMatchObject([{ video_id: gone, code: 'not_found' }]);
    expect(await titlesOf('?q=gone')).toEqual([]);
  });

  const tooMany = Array.from({ length: MAX_CHANGED_VIDEOS + 1 }, (_, at) => `video${String(at).padStart(6, '0')}`);
  test.each([
    ['no videos', { action: 'delete', video_ids: [] }],
    ['too many at once', { action: 'delete', video_ids: tooMany }],
    ['a visibility that is not said', { action: 'set_visibility', video_ids: ['nobodyMade1'] }],
    ['an action that is none', { action: 'publish', video_ids: ['nobodyMade1'] }],
  ])('refuses %s', async (_what, body) => {
    expect(await outcomeOf(await ask(owner, 'POST', '/me/videos/changes', body))).toBe('400 validation_failed');
  });
});

test('the storage report names the largest file and where parts go', async () => {
  const usage = await json<StorageUsage>(ask(owner, 'GET', '/me/storage'));
  const created = await owner.api.createUpload({ filename: 'a.mp4', size_bytes: 9, mime: 'video/mp4', title: 'A' });
  expect(new URL(created.parts[0]?.url ?? '').origin).toBe(usage.parts_origin);
  const body = { filename: 'a.mp4', mime: 'video/mp4', title: 'A' };
  const begin = (size_bytes: number) => ask(owner, 'POST', '/uploads', { ...body, size_bytes });
  expect(await outcomeOf(await begin(usage.max_upload_bytes + 1))).toBe('413 payload_too_large');
});
