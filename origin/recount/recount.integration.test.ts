import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import { countedKinds } from '../../shared/contracts/recount.ts';
import { newId, newVideoId } from '../../shared/ids.ts';
import { channels, ratingNews, users, videoRatings, videos } from '../../shared/schema/index.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import { createRatingStore } from '../ratings/store.ts';
import { createSubscriptionStore } from '../subscriptions/store.ts';
import { recount, recountAll } from './recount.ts';
import { createRecountStore, pageSql } from './store.ts';

let database: Awaited<ReturnType<typeof migratedDatabase>>;
const times = { createdAt: new Date(), updatedAt: new Date() };
const people = Array.from({ length: 60 }, newId);
const channelId = newId();
const videoIds = Array.from({ length: 450 }, newVideoId);
const never = new AbortController().signal;
beforeAll(async () => {
  database = await migratedDatabase();
  const { db } = database;
  await db
    .insert(users)
    .values(people.map((id) => ({ id, name: id, username: id, email: `${id}@example.test`, ...times })));
  const ownerId = people[0] ?? '';
  await db.insert(channels).values({ id: channelId, ownerId, handle: 'many', name: 'Many', ...times });
  const state = { channelId, ownerId, title: 'A clip', visibility: 'public', status: 'ready' } as const;
  await db.insert(videos).values(videoIds.map((id) => ({ id, ...state, ...times })));
});
afterAll(() => database?.stop());

test('slices go through everything once, and each count that is wrong is found in whichever it lies', async () => {
  const { db } = database;
  const store = createRecountStore(db);
  const wrong = [0, 199, 200, 449].map((at) => videoIds.toSorted()[at] ?? '');
  for (const id of wrong) await db.update(videos).set({ dislikeCount: 3 }).where(eq(videos.id, id));
  let lookedAt = 0;
  const repaired: number[] = [];
  for (let from: string | null = null; ; ) {
    const slice = await recount(store, from);
    lookedAt += slice.looked_at.videos;
    repaired.push(slice.repaired.videos);
    from = slice.next;
    if (from === null) break;
  }
  expect(lookedAt).toBe(450);
  expect(repaired.reduce((sum, count) => sum + count)).toBe(4);
  // Pages of the videos are told what the counts are.
  expect((await db.select().from(ratingNews)).map(({ videoId }) => videoId).sort()).toEqual(wrong);
  expect(await recountAll(store, never)).toEqual({ videos: 0, channels: 0, playlists: 0 });
});

test('a recount beside people who rate and subscribe takes nothing away from them', async () => {
  const { db } = database;
  const [ratings, subscribing] = [createRatingStore(db), createSubscriptionStore(db)];
  const videoId = videoIds[0] ?? '';
  const limits = { subscriptionsPerUser: 10, fanOutMaxSubscribers: 1_000 };
  await db.update(videos).set({ likeCount: 1_000 }).where(eq(videos.id, videoId));
  await db.update(channels).set({ subscriberCount: -5 }).where(eq(channels.id, channelId));
  const now = new Date();
  const acts = people.map(async (userId) => {
    await ratings.rate({ videoId, userId, rating: 'like', now });
    await subscribing.change({ channelId, userId, now, subscribed: true, level: undefined, limits });
  });
  const store = createRecountStore(db);
  await Promise.all([...acts, recountAll(store, never), recountAll(store, never)]);
  await recountAll(store, never);
  expect((await ratings.read(videoId, null))?.like_count).toBe(60);
  expect((await subscribing.read(channelId, null))?.subscriberCount).toBe(60);
  expect(await db.select().from(videoRatings)).toHaveLength(60);
  expect(await recountAll(store, never)).toEqual({ videos: 0, channels: 0, playlists: 0 });
});

test('it reads by index alone, a page at a time', async () => {
  const indices = { videos: 'video_ratings_1 (video_id=?)', channels: 'subscriptions_1 (channel_id=?)' };
  const expected = { ...indices, playlists: 'playlist_items_position (playlist_id=?)' };
  for (const kind of countedKinds) {
    const rows = await database.db.all<{ detail: string }>(sql`explain query plan ${pageSql(kind, 'a', 10)}`);
    const plan = rows.map(({ detail }) => detail).join('\n');
    expect(plan).toContain(`SEARCH t USING INDEX sqlite_autoindex_${kind}_1 (id>?)`);
    expect(plan).toContain(expected[kind]);
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  }
});
