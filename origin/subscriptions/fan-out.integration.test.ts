import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import type { OpenDatabase } from '../../platform/database.ts';
import { feedItems, publications, subscriptions, videos } from '../../shared/schema/index.ts';
import { migratedDatabase, type Service } from '../../testkit/services.ts';
import { pushPublication } from './fan-out/push-publication.ts';
import { subscribersQuery, waitingQuery } from './fan-out/store.ts';
import { createFeedStore, entriesSql } from './feed/store.ts';
import { createSubscriptionStore } from './store.ts';
import { createFeedWorld, type FeedWorld } from './testing/feed-world.ts';

let database: OpenDatabase & Service;
let world: FeedWorld;
let nowMs: number;
const clock = () => new Date(nowMs);
const dayMs = 24 * 60 * 60_000;
beforeAll(async () => {
  database = await migratedDatabase();
  nowMs = Date.UTC(2026, 0, 1);
  world = await createFeedWorld(database.db, { maxSubscribers: 4, clock }, { people: 6, channelCount: 2 });
}, 60_000);
afterAll(() => database?.stop());
beforeEach(async () => {
  await database.db.delete(videos);
  await database.db.delete(subscriptions);
  await database.db.delete(feedItems);
  await database.db.run(sql`update channels set subscriber_count = 0`);
});

const pushAll = (at: number, closing = new AbortController().signal) =>
  pushPublication({ fanOut: world.fanOut, clock, closing }, world.videoOf(at));
async function everyFeed(): Promise<string[][]> {
  return Promise.all([0, 1, 2, 3, 4, 5].map((person) => world.pushedRows(person)));
}

describe('a video on its way into feeds', () => {
  test('cut off in the middle goes on where it was, past those who came and went meanwhile', async () => {
    for (const person of [1, 2, 3, 4]) await world.subscribe(person, 0);
    await world.addVideo(1, 0);
    expect(await world.release()).toBe(1);
    expect(await world.fanOut.pushPage(world.videoOf(1), 2, clock())).toBe(true);
    // Behind the place that was reached, so that only the subscription itself can bring the video.
    await world.unsubscribe(1, 0);
    await world.subscribe(0, 0);
    await world.unsubscribe(3, 0);
    await pushAll(1);
    const it = [world.videoOf(1)];
    expect(await everyFeed()).toEqual([it, [], it, [], it, []]);
    expect(await world.stateOf(1)).toBe('pushed');
    await pushAll(1);
    expect(await everyFeed()).toEqual([it, [], it, [], it, []]);
  });

  test('stays where it is when the service stops, and is queued again when nobody goes on', async () => {
    await world.subscribe(0, 0);
    await world.addVideo(2, 0);
    await world.release();
    await database.db.run(sql`delete from outbox`);
    expect(pushAll(2, AbortSignal.abort())).rejects.toThrow();
    expect(await world.stateOf(2)).toBe('pushing');
    expect(await world.read(0)).toEqual([world.videoOf(2)]);
    nowMs += 1_000;
    expect(await world.fanOut.resume(new Date(nowMs - 5_000), clock())).toBe(0);
    expect(await world.fanOut.resume(clock(), clock())).toBe(1);
    const jobs = await database.db.all<{ queue: string; payload: string }>(sql`select queue, payload from outbox`);
    expect(jobs).toEqual([{ queue: 'feed-fan-out', payload: JSON.stringify({ video_id: world.videoOf(2) }) }]);
  });

  test('is left to readers once its channel has become large', async () => {
    for (const person of [0, 1, 2, 3]) await world.subscribe(person, 0);
    await world.addVideo(3, 0);
    await world.release();
    await pushAll(3);
    await world.subscribe(4, 0);
    expect(await world.stateOf(3)).toBe('pulled');
    expect(await world.pushedRows(4)).toEqual([]);
    for (const person of [0, 4]) expect(await world.read(person)).toEqual([world.videoOf(3)]);
    await world.unsubscribe(0, 0);
    expect(await world.read(0)).toEqual([]);
  });

  test('that is put off keeps its place open until its time', async () => {
    await world.subscribe(0, 0);
    await world.addVideo(4, 0, { publishAt: new Date(nowMs + dayMs) });
    expect(await world.release()).toBe(0);
    await world.change(4, { publishAt: new Date(nowMs + 2 * dayMs) });
    nowMs += dayMs;
    await world.addVideo(5, 0);
    expect(await world.read(0)).toEqual([world.videoOf(5)]);
    nowMs += dayMs;
    expect(await world.read(0)).toEqual([world.videoOf(4), world.videoOf(5)]);
    // Shown once, it does not come to the top by being hidden and shown again.
    expect(await world.release()).toBe(2);
    await world.addVideo(6, 0);
    await world.change(4, { visibility: 'private' });
    nowMs += dayMs;
    await world.change(4, { visibility: 'public' });
    expect(await world.read(0)).toEqual([world.videoOf(6), world.videoOf(4), world.videoOf(5)]);
  });
});

test('feeds go back 90 days, and rows from before are deleted', async () => {
  await world.subscribe(0, 0);
  await world.addVideo(10, 0);
  await world.release();
  await pushAll(10);
  nowMs += 89 * dayMs;
  await createFeedStore(database.db).deleteOld(clock());
  expect([await world.read(0), await world.pushedRows(0)]).toEqual([[world.videoOf(10)], [world.videoOf(10)]]);
  nowMs += 2 * dayMs;
  expect(await world.read(0)).toEqual([]);
  await createFeedStore(database.db).deleteOld(clock());
  expect(await world.pushedRows(0)).toEqual([]);
});

test('a row of videos that were taken back ends no feed', async () => {
  await world.subscribe(0, 0);
  for (let at = 20; at < 60; at += 1) {
    nowMs += 1;
    await world.addVideo(at, 0, at > 21 ? { takenDownAt: clock() } : {});
  }
  expect(await world.read(0, 1)).toEqual([world.videoOf(21), world.videoOf(20)]);
});

test('the count is that of the rows after 300 changes at once, through two origins', async () => {
  const stores = [createSubscriptionStore(database.db), createSubscriptionStore(database.db)];
  const limits = { subscriptionsPerUser: 100, fanOutMaxSubscribers: 4 };
  const channelId = world.channelOf(1);
  await Promise.all(
    Array.from({ length: 300 }, (_, at) => {
      const change = { channelId, userId: world.personOf(at % 6), now: clock() };
      const store = stores[at % 2];
      return at % 5 < 3
        ? store?.change({ ...change, subscribed: true, level: undefined, limits })
        : store?.change({ ...change, subscribed: false });
    }),
  );
  const rows = await database.db.select().from(subscriptions);
  expect((await stores[0]?.read(channelId, null))?.subscriberCount).toBe(rows.length);
}, 30_000);

test('an account has so many subscriptions and no more; those of before stay', async () => {
  const store = createSubscriptionStore(database.db);
  const limits = { subscriptionsPerUser: 1, fanOutMaxSubscribers: 4 };
  const ask = (at: number) => {
    const change = { channelId: world.channelOf(at), userId: world.personOf(0), now: clock() };
    return store.change({ ...change, subscribed: true, level: 'all', limits });
  };
  expect(await ask(0)).toEqual({ level: 'all', subscriberCount: 1 });
  expect(await ask(1)).toBe('too many');
  expect(await ask(0)).toEqual({ level: 'all', subscriberCount: 1 });
});

describe('lists use their index', () => {
  const planOf = async (query: { getSQL(): ReturnType<typeof sql> }) =>
    (await database.db.all<{ detail: string }>(sql`explain query plan ${query.getSQL()}`)).map(({ detail }) => detail);
  const query = { userId: 'u', limit: 25, after: { publishedAtMs: 1, videoId: 'v' }, now: new Date() };

  test('a feed: what was pushed, and of most channels the newest alone', async () => {
    const plan = (await planOf(entriesSql(query))).join('\n');
    expect(plan).toMatch(
      /SEARCH feed_items USING COVERING INDEX \S+ \(user_id=\? AND published_at>\? AND published_at<\?\)/,
    );
    expect(plan).toMatch(/SEARCH subscriptions USING COVERING INDEX subscriptions_user \(user_id=\?\)/);
    const inChannel =
      /SEARCH publications USING COVERING INDEX publications_to_pull \(channel_id=\? AND published_at>/g;
    expect(plan.match(inChannel)).toHaveLength(2);
    expect(plan).toMatch(/SEARCH found USING INDEX \S+ \(video_id=\?\)/);
    expect(plan).toMatch(/SEARCH videos USING INDEX sqlite_autoindex_videos_1 \(id=\?\)/);
    expect(plan).toMatch(/SEARCH channels USING INDEX sqlite_autoindex_channels_1 \(id=\?\)/);
    expect(plan).not.toMatch(/SCAN (?!heads|page|pushed|places|CONSTANT ROW)/);
  });

  test('subscriptions, subscribers and what is due', async () => {
    const store = createSubscriptionStore(database.db);
    const after = { createdAtMs: 1, channelId: 'c' };
    const plans = [
      await planOf(store.list({ userId: 'u', limit: 2, after })),
      await planOf(subscribersQuery(database.db, 'c', 'u', 2)),
      await planOf(waitingQuery(database.db, new Date(), 2)),
    ].map((plan) => plan.join('\n'));
    expect(plans[0]).toMatch(
      /SEARCH subscriptions USING INDEX subscriptions_user \(user_id=\? AND \(created_at,channel_id\)<\(\?,\?\)\)/,
    );
    expect(plans[1]).toMatch(/INDEX sqlite_autoindex_subscriptions_1 \(channel_id=\? AND user_id>\?\)/);
    expect(plans[2]).toMatch(/SEARCH publications USING INDEX publications_waiting \(published_at<\?\)/);
    for (const plan of plans) expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});

test('the rows of a video that is gone go with it, but for those in feeds, which say nothing', async () => {
  await world.subscribe(0, 0);
  await world.addVideo(70, 0);
  await world.release();
  await pushAll(70);
  await database.db.delete(videos);
  expect(await database.db.select().from(publications)).toEqual([]);
  expect(await world.read(0)).toEqual([]);
});
