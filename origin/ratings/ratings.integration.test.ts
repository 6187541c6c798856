import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { and, count, eq, inArray } from 'drizzle-orm';
import { shareLinksSchema, videoRatedSchema, videoRatingSchema } from '../../shared/contracts/ratings.ts';
import { newId } from '../../shared/ids.ts';
import { roomMessages, users, videoRatings, videos } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type CommentWorld, createCommentWorld } from '../comments/testing/comment-world.ts';
import { startTestOrigin, type TestOrigin, type TestUser } from '../testing/test-origin.ts';
import { shareLink } from './sharing/share-links.ts';
import { createRatingStore } from './store.ts';

let origin: TestOrigin;
let world: CommentWorld;
let viewer: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
  world = await createCommentWorld(origin);
  viewer = await origin.signUp();
}, 60_000);
afterAll(() => origin?.stop());

const rate = async (by: TestUser, videoId: string, rating: 'like' | 'dislike' | null) => {
  const path = `/videos/${videoId}/reaction`;
  const response =
    rating === null ? await world.send(by, 'DELETE', path) : await world.send(by, 'PUT', path, { rating });
  return videoRatingSchema.parse(await response.json());
};

/** People without passwords, straight into the table. */
async function addPeople(number: number): Promise<string[]> {
  const now = new Date();
  const people = Array.from({ length: number }, () => {
    const id = newId();
    const username = `u${id.replaceAll('-', '').slice(-20)}`;
    return { id, username, name: username, email: `${username}@example.test`, createdAt: now, updatedAt: now };
  });
  for (let at = 0; at < people.length; at += 500) await origin.db.insert(users).values(people.slice(at, at + 500));
  return people.map(({ id }) => id);
}

async function countRows(videoId: string, rating: 'like' | 'dislike'): Promise<number | undefined> {
  const isThis = and(eq(videoRatings.videoId, videoId), eq(videoRatings.rating, rating));
  return (await origin.db.select({ rows: count() }).from(videoRatings).where(isThis))[0]?.rows;
}

async function countsOf(videoId: string) {
  const [video] = await origin.db.select().from(videos).where(eq(videos.id, videoId));
  return { likes: video?.likeCount, dislikes: video?.dislikeCount };
}

test('a rating is one for each user, can be changed and taken back, and saying it again changes nothing', async () => {
  const videoId = await world.newVideo();
  expect(await rate(viewer, videoId, 'like')).toEqual({ like_count: 1, dislike_count: 0, own_rating: 'like' });
  expect(await rate(viewer, videoId, 'like')).toEqual({ like_count: 1, dislike_count: 0, own_rating: 'like' });
  expect(await rate(world.creator, videoId, 'like')).toMatchObject({ like_count: 2 });
  expect(await rate(viewer, videoId, 'dislike')).toEqual({ like_count: 1, dislike_count: 1, own_rating: 'dislike' });
  const read = await world.send(viewer, 'GET', `/videos/${videoId}/reaction`);
  expect(await read.json()).toEqual({ like_count: 1, dislike_count: 1, own_rating: 'dislike' });
  const anonymous = await world.send(null, 'GET', `/videos/${videoId}/reaction`);
  expect(await anonymous.json()).toEqual({ like_count: 1, dislike_count: 1, own_rating: null });
  expect(await rate(viewer, videoId, null)).toEqual({ like_count: 1, dislike_count: 0, own_rating: null });
  expect(await rate(viewer, videoId, null)).toEqual({ like_count: 1, dislike_count: 0, own_rating: null });
});

test('a video that is hidden takes none', async () => {
  const videoId = await world.newVideo({ visibility: 'private' });
  const path = `/videos/${videoId}/reaction`;
  expect(await world.outcome(viewer, 'PUT', path, { rating: 'like' })).toBe('404 not_found');
  expect(await world.outcome(viewer, 'GET', path)).toBe('404 not_found');
  expect(await world.outcome(null, 'PUT', path, { rating: 'like' })).toBe('401 unauthenticated');
});

describe('counts are those of the rows', () => {
  test('after 1,000 changes at once by 100 people, through two origins', async () => {
    const videoId = await world.newVideo();
    const people = await addPeople(100);
    const stores = [createRatingStore(origin.db), createRatingStore(origin.db)];
    const last = new Map<string, 'like' | 'dislike' | null>();
    const ratings = ['like', 'dislike', null, 'like'] as const;
    // Each person's own changes follow one another; those of different people do not.
    await Promise.all(
      people.map(async (userId, at) => {
        for (let turn = 0; turn < 10; turn += 1) {
          const rating = ratings[(at * 7 + turn * 3) % 4] ?? null;
          await stores[(at + turn) % 2]?.rate({ videoId, userId, rating, now: new Date() });
          last.set(userId, rating);
        }
      }),
    );
    const expected = (rating: string) => [...last.values()].filter((each) => each === rating).length;
    expect(await countsOf(videoId)).toEqual({ likes: expected('like'), dislikes: expected('dislike') });
    expect([await countRows(videoId, 'like'), await countRows(videoId, 'dislike')]).toEqual([
      ...[expected('like'), expected('dislike')],
    ]);
  });

  test('for a hot video, with a handful of transactions for thousands of likes', async () => {
    const videoId = await world.newVideo();
    const people = await addPeople(4_000);
    const { rate: rateNow } = createRatingStore(origin.db);
    const startedMs = performance.now();
    await Promise.all(people.map((userId) => rateNow({ videoId, userId, rating: 'like', now: new Date() })));
    if (process.env.KINORA_PRINT_FIGURES)
      console.log(`${Math.round(4_000 / ((performance.now() - startedMs) / 1_000))} likes/s`);
    expect(await countsOf(videoId)).toEqual({ likes: 4_000, dislikes: 0 });
    expect(await countRows(videoId, 'like')).toBe(4_000);
  });

  test('when one of a group cannot be written, which fails alone', async () => {
    const videoId = await world.newVideo();
    const [one = '', two = ''] = await addPeople(2);
    const { rate: rateNow } = createRatingStore(origin.db);
    const now = new Date();
    const outcomes = await Promise.allSettled(
      [one, 'nobody', two].map((userId) => rateNow({ videoId, userId, rating: 'like', now })),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await countsOf(videoId)).toEqual({ likes: 2, dislikes: 0 });
    expect(await rateNow({ videoId: 'AAAAAAAAAAA', userId: one, rating: 'like', now })).toBeNull();
  });
});

test('the room is told the newest counts, once for a burst', async () => {
  const videoId = await world.newVideo();
  const people = await addPeople(50);
  const { rate: rateNow } = createRatingStore(origin.db);
  await Promise.all(people.map((userId) => rateNow({ videoId, userId, rating: 'like', now: new Date() })));
  await rate(viewer, videoId, 'dislike');
  const isOfVideo = and(eq(roomMessages.videoId, videoId), inArray(roomMessages.type, ['video.rated']));
  const told = () => origin.db.select().from(roomMessages).where(isOfVideo);
  await waitFor(async () => {
    const last = (await told()).at(-1);
    return last && videoRatedSchema.parse(last.data).dislike_count === 1;
  });
  const messages = (await told()).map(({ data }) => videoRatedSchema.parse(data));
  expect(messages.at(-1)).toEqual({ video_id: videoId, like_count: 50, dislike_count: 1 });
  expect(messages.length).toBeLessThan(10);
});

describe('sharing', () => {
  test('counts a session once for each platform, also from people who are not signed in', async () => {
    const videoId = await world.newVideo({ title: 'Bees & flowers?' });
    const path = `/videos/${videoId}/share-links`;
    const share = (platform: string, session_id: string) =>
      world.outcome(null, 'POST', `${path}/${platform}`, { session_id });
    const [one, two] = [newId(), newId()];
    expect(await Promise.all([one, one, one, two].map((session) => share('reddit', session)))).toEqual(
      Array(4).fill('204'),
    );
    expect(await share('link', one)).toBe('204');
    expect(await share('myspace', one)).toBe('400 validation_failed');
    const { links } = shareLinksSchema.parse(await (await world.send(null, 'GET', path)).json());
    const counted = links.filter((each) => each.share_count > 0);
    expect(counted.map(({ platform, share_count }) => `${platform} ${share_count}`)).toEqual(['link 1', 'reddit 2']);
    const reddit = new URL(links.find(({ platform }) => platform === 'reddit')?.url ?? '');
    expect(reddit.searchParams.get('title')).toBe('Bees & flowers?');
    expect(reddit.searchParams.get('url')).toBe(`${origin.url}/watch/${videoId}`);
  });

  test('of a hidden video is not possible', async () => {
    const path = `/videos/${await world.newVideo({ visibility: 'private' })}/share-links`;
    expect(await world.outcome(null, 'GET', path)).toBe('404 not_found');
    expect(await world.outcome(null, 'POST', `${path}/link`, { session_id: newId() })).toBe('404 not_found');
  });

  test('puts no title into a link that could change where it leads', () => {
    const shared = { videoId: 'abcdefghijk', title: 'a&url=https://bad.example#"\r\nBcc: x' };
    for (const platform of ['email', 'x', 'whatsapp', 'telegram', 'reddit'] as const) {
      const link = shareLink(platform, shared, 'https://kinora.test');
      expect(link).not.toMatch(/[\r\n"#]/);
      expect(link.split('url=https').length).toBeLessThan(3);
    }
  });
});
