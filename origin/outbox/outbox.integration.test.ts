import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { OpenDatabase } from '../../platform/database.ts';
import { createQueue } from '../../platform/queue.ts';
import { connectRedis, type Redis } from '../../platform/redis.ts';
import { transcodeQueue } from '../../shared/contracts/transcode.ts';
import { freePort, migratedDatabase, type Service, startRedis, waitFor } from '../../testkit/services.ts';
import { createTranscodeJobs } from '../adapters/bullmq-jobs.ts';
import { repeat } from '../adapters/repeat.ts';
import { type JobSender, relayOutbox } from './relay.ts';
import { createOutboxStore } from './store.ts';

let database: OpenDatabase & Service;
let redis: Service;
beforeAll(async () => {
  [database, redis] = await Promise.all([migratedDatabase(), startRedis()]);
});
afterAll(async () => {
  await Promise.all([database.stop(), redis.stop()]);
});

const clock = () => new Date();
const payload = { video_id: 'abcdefghij_', original_key: 'originals/a/b', original_size_bytes: 1 };

test('a relay that died between the adds and the mark adds no second job when it comes back', async () => {
  const connection = connectRedis(redis.url);
  const jobs = createTranscodeJobs(connection);
  const queue = createQueue(transcodeQueue, connection);
  const store = createOutboxStore(database.db);
  try {
    await store.add({ queue: transcodeQueue, jobId: 'transcode-a', payload }, clock());
    await store.add({ queue: transcodeQueue, jobId: 'transcode-b', payload }, clock());
    const dying = {
      ...store,
      markRelayed: async () => {
        throw new Error('killed');
      },
    };
    expect(relayOutbox({ store: dying, jobs, clock })).rejects.toThrow('killed');
    await waitFor(async () => (await queue.getJobCountByTypes('waiting')) === 2);

    const counts = await Promise.all([relayOutbox({ store, jobs, clock }), relayOutbox({ store, jobs, clock })]);
    expect(counts.every((count) => count <= 2)).toBe(true);
    expect((await queue.getJobs('waiting')).map((job) => job.id).sort()).toEqual(['transcode-a', 'transcode-b']);
    expect(await store.listPending(10)).toEqual([]);
    expect(await relayOutbox({ store, jobs, clock })).toBe(0);
  } finally {
    await jobs.close();
    await queue.close();
    connection.disconnect();
  }
});

test('a queue that takes nothing holds up no other', async () => {
  const store = createOutboxStore(database.db);
  for (const [queue, jobId] of [
    ['closed', 'a'],
    ['open', 'b'],
    ['closed', 'c'],
    ['open', 'd'],
  ] as const)
    await store.add({ queue, jobId, payload }, clock());
  let isOpen = false;
  const taken: string[] = [];
  const jobs: JobSender = {
    async add(queue, added) {
      if (queue === 'closed' && !isOpen) throw new Error('not now');
      taken.push(...added.map(({ jobId }) => jobId));
    },
  };
  await expect(relayOutbox({ store, jobs, clock })).rejects.toThrow('not now');
  expect(taken).toEqual(['b', 'd']);
  isOpen = true;
  expect(await relayOutbox({ store, jobs, clock })).toBe(2);
  expect(taken).toEqual(['b', 'd', 'a', 'c']);
  expect(await store.listPending(10)).toEqual([]);
});

/** Runs the relay against a Redis that does not answer, and looks at its first failure. */
async function relayInVain(connection: Redis, jobId: string): Promise<void> {
  const jobs = createTranscodeJobs(connection, 300);
  const store = createOutboxStore(database.db);
  await store.add({ queue: transcodeQueue, jobId, payload }, clock());
  const outcome = Promise.withResolvers<unknown>();
  const relay = repeat(() => relayOutbox({ store, jobs, clock }), { intervalMs: 10, onOutcome: outcome.resolve });
  try {
    expect(await outcome.promise).toBeInstanceOf(Error);
    expect((await store.listPending(10)).map((row) => row.jobId)).toEqual([jobId]);
  } finally {
    await relay.stop();
    connection.disconnect();
  }
}

async function relayForReal(jobId: string): Promise<void> {
  const connection = connectRedis(redis.url);
  const jobs = createTranscodeJobs(connection);
  try {
    expect(await relayOutbox({ store: createOutboxStore(database.db), jobs, clock })).toBe(1);
    expect(await createQueue(transcodeQueue, connection).getJobState(jobId)).toBe('waiting');
  } finally {
    await jobs.close();
    connection.disconnect();
  }
}

test('rows wait while Redis was never there, and go out once it is', async () => {
  await relayInVain(connectRedis(`redis://127.0.0.1:${await freePort()}`), 'transcode-c');
  await relayForReal('transcode-c');
});

test('rows wait while Redis has gone away, and go out once it is back', async () => {
  const gone = await startRedis();
  const connection = connectRedis(gone.url);
  await connection.ping();
  await gone.stop();
  await relayInVain(connection, 'transcode-d');
  await relayForReal('transcode-d');
});
