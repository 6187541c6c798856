import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { count, eq } from 'drizzle-orm';
import { createLog } from '../../platform/log.ts';
import { connectRedis } from '../../platform/redis.ts';
import { notificationEvents, notifications } from '../../shared/schema/index.ts';
import { freePort, migratedDatabase, startRedis } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { relayOutbox } from '../outbox/relay.ts';
import { createOutboxStore } from '../outbox/store.ts';
import { type OriginProcess, startOriginProcess } from '../testing/origin-process.ts';
import { addNotificationEvent } from './events/store.ts';
import { openNotifications } from './open-notifications.ts';
import { manyReplies } from './testing/many-replies.ts';
import { manySubscribers } from './testing/many-subscribers.ts';

setDefaultTimeout(90_000);
let origin: OriginProcess;
beforeAll(async () => {
  origin = await startOriginProcess();
});
afterAll(() => origin?.stop());

const SUBSCRIBERS = 6_000;

test('origin killed in the middle of telling a crowd: everybody is told, nobody twice', async () => {
  const { db } = origin;
  const { videoId, userIds } = await manySubscribers(db, SUBSCRIBERS);
  const tell = () =>
    db.transaction((tx) => addNotificationEvent(tx, { event: 'video_published', video_id: videoId }, new Date()));
  const told = async () => (await db.select({ rows: count() }).from(notifications))[0]?.rows ?? 0;
  await tell();
  const before = await waitFor(told, { intervalMs: 5, timeoutMs: 30_000 });
  await origin.killAndStartAgain();
  expect(before).toBeLessThan(SUBSCRIBERS);
  await waitFor(async () => (await told()) === SUBSCRIBERS, { timeoutMs: 60_000, what: 'everybody to be told' });
  await tell();
  await waitFor(async () => {
    const pending = await createOutboxStore(db).listPending(1);
    return pending.length === 0;
  });
  const rows = await db.select().from(notifications);
  expect(rows.map(({ userId }) => userId).sort()).toEqual([...userIds].sort());
  expect(rows.every(({ eventCount, readAt }) => eventCount === 1 && readAt === null)).toBe(true);
  expect((await db.select({ rows: count() }).from(notificationEvents))[0]?.rows).toBe(SUBSCRIBERS);
});

test('origin killed in the middle of telling of many replies: each is told of its own once', async () => {
  const { db } = origin;
  const { userIds } = await manyReplies(db, 1_500);
  const isReply = eq(notifications.kind, 'reply');
  const told = async () => (await db.select({ rows: count() }).from(notifications).where(isReply))[0]?.rows ?? 0;
  const before = await waitFor(told, { intervalMs: 5, timeoutMs: 30_000 });
  await origin.killAndStartAgain();
  expect(before).toBeLessThan(userIds.length);
  await waitFor(async () => (await told()) === userIds.length, { timeoutMs: 60_000, what: 'everybody to be told' });
  await waitFor(async () => (await createOutboxStore(db).listPending(1)).length === 0);
  const rows = await db.select().from(notifications).where(isReply);
  expect(rows.map(({ userId }) => userId).sort()).toEqual([...userIds].sort());
  expect(rows.every(({ eventCount, actorCount }) => eventCount === 1 && actorCount === 1)).toBe(true);
});

test('what happens while Redis is away is told once it is back', async () => {
  const database = await migratedDatabase();
  const { db } = database;
  const port = await freePort();
  const redisUrl = `redis://127.0.0.1:${port}`;
  const clock = () => new Date();
  const [redis, blockingRedis] = [connectRedis(redisUrl), connectRedis(redisUrl, { forBullmq: true })];
  const log = createLog({ service: 'test', level: 'silent' });
  const notifying = openNotifications({ db, redis, blockingRedis, redisUrl, keepMs: 1_000, mailGapMs: 0, clock, log });
  const relay = () => relayOutbox({ store: createOutboxStore(db), jobs: notifying.jobs, clock });
  let server: Awaited<ReturnType<typeof startRedis>> | undefined;
  try {
    const { videoId, userIds } = await manySubscribers(db, 3);
    await db.transaction((tx) => addNotificationEvent(tx, { event: 'video_published', video_id: videoId }, clock()));
    await expect(relay()).rejects.toThrow();
    expect(await createOutboxStore(db).listPending(10)).toHaveLength(1);
    server = await startRedis(port);
    await waitFor(async () => (await relay()) === 1, { what: 'the job to be taken' });
    await waitFor(async () => (await db.select().from(notifications)).length === userIds.length);
    expect((await db.select().from(notifications)).every(({ eventCount }) => eventCount === 1)).toBe(true);
    await notifying.close();
  } finally {
    for (const connection of [redis, blockingRedis]) connection.disconnect();
    await server?.stop();
    await database.stop();
  }
});
