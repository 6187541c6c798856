import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { and, count, eq, inArray } from 'drizzle-orm';
import { feedItems, notifications, publications, subscriptions } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { manySubscribers } from '../notifications/testing/many-subscribers.ts';
import { type OriginProcess, startOriginProcess } from '../testing/origin-process.ts';
import { notePublication } from './fan-out/store.ts';

setDefaultTimeout(90_000);
let origin: OriginProcess;
beforeAll(async () => {
  origin = await startOriginProcess({ KINORA_FEED_FANOUT_MAX_SUBSCRIBERS: '100000' });
});
afterAll(() => origin?.stop());

const SUBSCRIBERS = 6_000;

test('origin killed while it fills feeds: every subscriber has the video, once, and is told of it once', async () => {
  const { db } = origin;
  const { channelId, videoId, userIds } = await manySubscribers(db, SUBSCRIBERS);
  const rowsOf = async (table: typeof feedItems | typeof notifications) =>
    (await db.select({ rows: count() }).from(table))[0]?.rows ?? 0;
  await db.transaction((tx) => notePublication(tx, videoId, new Date()));
  const inVain = (what: string) => () => `${what}; origin said: ${origin.lastWords()}`;
  const first = { intervalMs: 5, timeoutMs: 30_000, what: inVain('the first feeds') };
  const before = await waitFor(() => rowsOf(feedItems), first);
  const gone = userIds.toSorted().slice(-10);
  await origin.killAndStartAgain(async () => {
    // Who leaves before their turn has come gets nothing.
    const isTheirs = and(eq(subscriptions.channelId, channelId), inArray(subscriptions.userId, gone));
    await db.delete(subscriptions).where(isTheirs);
  });
  expect(before).toBeLessThan(SUBSCRIBERS);
  const expected = userIds.filter((id) => !gone.includes(id)).sort();
  const isDone = async () => (await db.select().from(publications))[0]?.fanOut === 'pushed';
  await waitFor(isDone, { timeoutMs: 60_000, what: inVain('every feed to be filled') });
  const feeds = await db.select().from(feedItems);
  expect(feeds.map(({ userId }) => userId).sort()).toEqual(expected);
  expect(new Set(feeds.map((row) => `${row.videoId} ${row.publishedAt.getTime()}`)).size).toBe(1);

  const isTold = async () => (await rowsOf(notifications)) >= expected.length;
  await waitFor(isTold, { timeoutMs: 60_000, what: inVain('everybody to be told') });
  const told = await db.select({ id: notifications.userId, events: notifications.eventCount }).from(notifications);
  expect(told.every(({ events }) => events === 1)).toBe(true);
  expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
});
