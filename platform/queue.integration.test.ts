import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { UnrecoverableError } from 'bullmq';
import { freePort, type Service, startRedis, waitFor } from '../testkit/services.ts';
import { createQueue, createWorker } from './queue.ts';
import { connectRedis } from './redis.ts';

type Encode = { video: string };

describe('queues', () => {
  let redis: Service;
  beforeAll(async () => {
    redis = await startRedis();
  }, 30_000);
  afterAll(() => redis?.stop());

  test('a job reaches a worker on another connection and its result comes back', async () => {
    await using ends = openEnds(redis.url, 'simple', async (job: { data: Encode }) => job.data.video.toUpperCase());
    const job = await ends.queue.add('encode', { video: 'abc' }, { jobId: 'one' });
    const again = await ends.queue.add('encode', { video: 'abc' }, { jobId: 'one' });
    expect(again.id).toBe(job.id);
    const result = await waitFor(async () => (await ends.queue.getJob('one'))?.returnvalue);
    expect(result).toBe('ABC');
  }, 20_000);

  test('failures are tried again, up to five times; unrecoverable ones are not, and stay for inspection', async () => {
    const attempts: string[] = [];
    await using ends = openEnds(redis.url, 'failing', async (job: { data: Encode; attemptsMade: number }) => {
      attempts.push(job.data.video);
      if (job.data.video === 'broken') throw new UnrecoverableError('not a video');
      if (job.attemptsMade < 2) throw new Error('try later');
      return 'done';
    });
    await ends.queue.add('encode', { video: 'broken' });
    await ends.queue.add('encode', { video: 'flaky' }, { backoff: { type: 'fixed', delay: 10 } });
    await waitFor(async () => (await ends.queue.getJobCounts('completed')).completed === 1);
    const failed = await waitFor(async () => (await ends.queue.getFailed())[0]);
    expect([failed.data.video, failed.failedReason, failed.opts.attempts]).toEqual(['broken', 'not a video', 5]);
    expect(attempts.toSorted()).toEqual(['broken', 'flaky', 'flaky', 'flaky']);
  }, 20_000);
});

describe('connections', () => {
  test('a request does not wait for ever for a Redis that is away', async () => {
    const errors: Error[] = [];
    const redis = connectRedis(`redis://127.0.0.1:${await freePort()}`, { onError: (error) => errors.push(error) });
    try {
      await expect(redis.ping()).rejects.toThrow(/retries/);
      expect(errors[0]?.message).toContain('ECONNREFUSED');
    } finally {
      redis.disconnect();
    }
  }, 15_000);
});

/** A queue and its worker, each on a connection of its own, closed together. */
function openEnds<R>(url: string, name: string, handle: (job: { data: Encode; attemptsMade: number }) => Promise<R>) {
  const sending = connectRedis(url);
  const receiving = connectRedis(url, { forBullmq: true });
  const queue = createQueue<Encode>(name, sending);
  const worker = createWorker<Encode, R>(name, receiving, handle);
  return {
    queue,
    async [Symbol.asyncDispose]() {
      await worker.close();
      await queue.close();
      sending.disconnect();
      receiving.disconnect();
    },
  };
}
