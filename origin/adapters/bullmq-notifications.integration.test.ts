import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { createLog } from '../../platform/log.ts';
import { createQueue } from '../../platform/queue.ts';
import { connectRedis } from '../../platform/redis.ts';
import { startRedis } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type NotificationJob, notificationsQueue, priorities } from '../notifications/events/notification-event.ts';
import { openNotificationJobs } from './bullmq-notifications.ts';

setDefaultTimeout(30_000);
let redis: Awaited<ReturnType<typeof startRedis>>;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis?.stop());

const log = createLog({ service: 'test', level: 'silent' });
const jobOf = (commentId: string): NotificationJob => ({
  ...{ event_id: commentId, event: { event: 'comment_shown', comment_id: commentId }, after_user_id: null },
});
const outgoing = (jobId: string, payload: unknown = jobOf(jobId), priority: number = priorities.person) => ({
  ...{ jobId, payload, priority },
});

/** Both ends of the queue, on a Redis that is emptied first; what was told, in which company. */
async function opened(tellable: (jobs: readonly NotificationJob[]) => Promise<void> | void = () => {}) {
  const [connection, blocking] = [connectRedis(redis.url), connectRedis(redis.url, { forBullmq: true })];
  await connection.flushall();
  const told: string[][] = [];
  async function tellTogether(several: readonly NotificationJob[]): Promise<void> {
    await tellable(several);
    told.push(several.map(({ event_id }) => event_id));
  }
  const jobs = openNotificationJobs({
    ...{ redis: connection, blocking, log, tellTogether },
    async tell(job) {
      await tellTogether([job]);
      return null;
    },
  });
  const queue = createQueue(notificationsQueue, connection);
  return {
    ...{ told, queue },
    add: (added: Parameters<typeof jobs.sender.add>[1]) => jobs.sender.add(notificationsQueue, added),
    async [Symbol.asyncDispose]() {
      await jobs.close();
      await queue.close();
      for (const each of [connection, blocking]) each.disconnect();
    },
  };
}

test('what waits for single people is told together, in order; a crowd by itself and after them', async () => {
  await using end = await opened();
  await end.add([outgoing('a'), outgoing('crowd', jobOf('crowd'), priorities.crowd), outgoing('b'), outgoing('c')]);
  await waitFor(() => end.told.length === 2);
  expect(end.told).toEqual([['a', 'b', 'c'], ['crowd']]);
  const ids = Array.from({ length: 60 }, (_, at) => `n${at}`);
  await end.add(ids.map((id) => outgoing(id)));
  await waitFor(() => end.told.flat().length === 4 + ids.length);
  expect(end.told.slice(2).flat()).toEqual(ids);
  expect(Math.max(...end.told.map((company) => company.length))).toBeLessThan(ids.length);
});

test('one that cannot be told, or is no notification, keeps none of the others from being told', async () => {
  await using end = await opened((several) => {
    if (several.some(({ event_id }) => event_id === 'bad')) throw new Error('not this one');
  });
  await end.add(['a', 'bad', 'b'].map((id) => outgoing(id)));
  await end.add([outgoing('c'), outgoing('nonsense', { event: 'nonsense' }), outgoing('d')]);
  await waitFor(() => end.told.length === 4);
  expect(end.told).toEqual([['a'], ['b'], ['c'], ['d']]);
  await waitFor(async () => (await end.queue.getJobCountByTypes('waiting', 'active')) === 0);
  expect((await end.queue.getDelayed()).map(({ id }) => id)).toEqual(['bad']);
  expect((await end.queue.getFailed()).map(({ id }) => id)).toEqual(['nonsense']);
});

test('the same, added again while they wait, are one job', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using end = await opened(() => promise);
  await end.add([outgoing('first')]);
  await waitFor(async () => (await end.queue.getActiveCount()) === 1);
  for (const ids of [
    ['a', 'b'],
    ['a', 'b'],
    ['a', 'b', 'c'],
  ])
    await end.add(ids.map((id) => outgoing(id)));
  expect(await end.queue.getWaitingCount()).toBe(2);
  resolve();
  await waitFor(() => end.told.length === 3);
  expect(end.told).toEqual([['first'], ['a', 'b'], ['a', 'b', 'c']]);
});
