import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { type Child, spawnChild } from '../../platform/process/spawn-child.ts';
import { connectRedis, type Redis } from '../../platform/redis.ts';
import type { TakenView } from '../../shared/contracts/views.ts';
import { newId } from '../../shared/ids.ts';
import { channels, users, videoDays, videos } from '../../shared/schema/index.ts';
import { migratedDatabase, startRedis } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { takenView, watching } from './testing/taken-view.ts';
import { createViewSender, viewStream } from './view-stream.ts';

let database: Awaited<ReturnType<typeof migratedDatabase>>;
let redisUrl: string;
let redisServer: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let subscriber: Redis;
const counters: Child[] = [];

async function killRedis(): Promise<void> {
  process.kill(redisServer.pid, 'SIGKILL');
  await redisServer.stop(); // takes its directory away
}

function startCounter(): Child {
  const script = join(import.meta.dir, 'testing/count-in-process.ts');
  const counter = spawnChild({
    argv: [process.execPath, script, database.url, redisUrl],
    env: { PATH: process.env.PATH ?? '' },
  });
  counters.push(counter);
  return counter;
}

beforeAll(async () => {
  [database, redisServer] = await Promise.all([migratedDatabase(), startRedis()]);
  redisUrl = redisServer.url;
  redis = connectRedis(redisUrl);
  subscriber = connectRedis(redisUrl, { forBullmq: true });
});
afterAll(async () => {
  await Promise.all(counters.map((counter) => counter.stop(0)));
  for (const connection of [redis, subscriber]) connection?.disconnect();
  await redisServer?.stop();
  await database?.stop();
});

async function addVideo(videoId: string): Promise<void> {
  const { db } = database;
  const [userId, channelId, createdAt] = [newId(), newId(), new Date()];
  const times = { createdAt, updatedAt: createdAt };
  const name = userId.slice(-12);
  await db
    .insert(users)
    .values({ id: userId, name, email: `${name}@example.test`, emailVerified: true, username: name, ...times });
  await db.insert(channels).values({ id: channelId, ownerId: userId, handle: name, name, ...times });
  await db.insert(videos).values({
    ...{ id: videoId, channelId, ownerId: userId, title: 'A clip', visibility: 'public', status: 'ready' },
    ...{ durationSec: 600, ...times },
  });
}

let sendings = 0;

/** As the edge does it: keeps a batch until it is acknowledged. */
async function sendUntilTaken(sender: ReturnType<typeof createViewSender>, batch: TakenView[]): Promise<void> {
  for (;;) {
    sendings += 1;
    try {
      return await sender.send(batch);
    } catch {
      // Not by its event: a wait for that ends with the first connection that is refused.
      await waitFor(() => redis.status === 'ready', { timeoutMs: 60_000, what: 'Redis to be back' });
    }
  }
}

test('what was acknowledged is counted once, whoever dies on the way', async () => {
  const videoIds = ['faultyVid01', 'faultyVid02'];
  await Promise.all(videoIds.map(addVideo));
  const sender = createViewSender({ redis, subscriber, timeoutMs: 1_500 });
  // 40 batches: 400 sessions of 30 s that are views, 400 of 5 s that are none.
  const batches = Array.from({ length: 40 }, (_, at) => {
    const videoId = videoIds[at % 2] ?? '';
    return Array.from({ length: 10 }, () => [...watching(videoId, 30), ...watching(videoId, 5)]).flat();
  });
  let counter = startCounter();
  let taken = 0;
  const lanes = Array.from({ length: 4 }, async (_, lane) => {
    for (const [at, batch] of batches.entries()) {
      if (at % 4 !== lane) continue;
      await sendUntilTaken(sender, batch);
      if (at % 5 === 0) await sendUntilTaken(sender, batch.toReversed()); // its answer was lost
      taken += 1;
    }
  });
  for (const after of [5, 15]) {
    await waitFor(() => taken >= after, { timeoutMs: 60_000, what: `${after} batches to be taken` });
    counter.kill('SIGKILL');
    await counter.exited;
    counter = startCounter();
  }
  await waitFor(() => taken >= 25, { timeoutMs: 60_000, what: '25 batches to be taken' });
  await killRedis();
  redisServer = await startRedis(Number(new URL(redisUrl).port)); // all that was waiting is gone
  await Promise.all(lanes);

  expect(sendings).toBeGreaterThan(48); // some had to go twice, else this has shown nothing
  const days = await database.db.select().from(videoDays);
  for (const videoId of videoIds) {
    const [video] = await database.db.select().from(videos).where(eq(videos.id, videoId));
    expect(video?.viewCount).toBe(200);
    const ofVideo = days.filter((day) => day.videoId === videoId);
    expect(ofVideo.reduce((sum, { viewCount }) => sum + viewCount, 0)).toBe(200);
    expect(ofVideo.reduce((sum, { watchedMs }) => sum + watchedMs, 0)).toBe(200 * 35_000);
  }
  // What was sent twice because nobody counted it in time is counted last, after its sender was told.
  await waitFor(async () => (await redis.xlen(viewStream.key)) === 0, { timeoutMs: 30_000, what: 'nothing to wait' });
}, 180_000);

test('nothing is acknowledged while nobody counts, and no more is taken than has room', async () => {
  for (const counter of counters) counter.kill('SIGKILL');
  await Promise.all(counters.map(({ exited }) => exited));
  const sender = createViewSender({ redis, subscriber, maxWaiting: 3, timeoutMs: 300 });
  for (const waiting of [1, 2, 3, 3, 3]) {
    await expect(sender.send([takenView('faultyVid01')])).rejects.toMatchObject({
      code: 'unavailable',
      headers: { 'retry-after': '5' },
    });
    // It may be added after its sender was refused.
    await waitFor(async () => (await redis.xlen(viewStream.key)) === waiting, { what: `${waiting} batches to wait` });
  }
});

test('without Redis the sender is told to keep what it has', async () => {
  await killRedis();
  const sender = createViewSender({ redis, subscriber, timeoutMs: 2_000 });
  await expect(sender.send([takenView('faultyVid01')])).rejects.toMatchObject({ code: 'unavailable' });
});
