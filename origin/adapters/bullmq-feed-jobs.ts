import { UnrecoverableError } from 'bullmq';
import type { Log } from '../../platform/log.ts';
import { createQueue, createWorker } from '../../platform/queue.ts';
import type { Redis } from '../../platform/redis.ts';
import type { JobSender } from '../outbox/relay.ts';
import { feedJobSchema, feedQueue } from '../subscriptions/fan-out/feed-job.ts';
import { withDeadline } from './with-deadline.ts';

const redisTimeoutMs = 3_000;
/** Renewed while a job runs; a worker that died is missed this soon. */
const LOCK_MS = 10_000;

/**
 * Publications on their way into feeds, one at a time in each origin. `blocking` must be made with `forBullmq`; both
 * connections stay the caller's.
 */
export function createFeedJobs(deps: {
  redis: Redis;
  blocking: Redis;
  log: Log;
  push: (videoId: string) => Promise<void>;
}): JobSender & { close(): Promise<void> } {
  const queue = createQueue<unknown>(feedQueue, deps.redis);
  const worker = createWorker<unknown>(
    feedQueue,
    deps.blocking,
    async (job) => {
      const parsed = feedJobSchema.safeParse(job.data);
      if (!parsed.success) throw new UnrecoverableError(`not a feed job: ${parsed.error.message}`);
      await deps.push(parsed.data.video_id);
    },
    { lockDuration: LOCK_MS, stalledInterval: LOCK_MS / 2, maxStalledCount: 100 },
  );
  // Redis being away is reported by its connection; an EventEmitter without a listener would end the process.
  queue.on('error', () => {});
  worker.on('error', () => {});
  worker.on('failed', (job, error) => {
    if (error.name !== 'AbortError')
      deps.log.warn({ err: error, jobId: job?.id }, 'a video did not reach all feeds yet');
  });
  return {
    async add(name, jobs) {
      // What did not end well is queued anew by the round that looks for it, so Redis need not remember any of them.
      const forgotten = { removeOnComplete: true, removeOnFail: true };
      const added = queue.addBulk(
        jobs.map(({ jobId, payload, priority }) => ({ name, data: payload, opts: { jobId, priority, ...forgotten } })),
      );
      await withDeadline(added, redisTimeoutMs, 'Redis');
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}
