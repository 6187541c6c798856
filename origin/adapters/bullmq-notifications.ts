import { UnrecoverableError } from 'bullmq';
import type { Log } from '../../platform/log.ts';
import { createQueue, createWorker } from '../../platform/queue.ts';
import type { Redis } from '../../platform/redis.ts';
import {
  type NotificationJob,
  notificationJobSchema,
  notificationsQueue,
  priorities,
} from '../notifications/events/notification-event.ts';
import type { JobSender } from '../outbox/relay.ts';
import { withDeadline } from './with-deadline.ts';

/** The work of a job takes a fraction of a second; a worker that died is missed this soon. */
const LOCK_MS = 10_000;
const RETRY_MS = 10_000;
/** Three hours: a database that is away for longer has other troubles. */
const ATTEMPTS = 1_000;

/**
 * Both ends of the queue of who is to be told of what. `tell` returns the job that comes after the one it did, `null` at
 * the end. `blocking` must be made with `forBullmq`; both connections stay the caller's.
 */
export function openNotificationJobs(deps: {
  redis: Redis;
  blocking: Redis;
  log: Log;
  tell: (job: NotificationJob) => Promise<NotificationJob | null>;
}) {
  const queue = createQueue<unknown>(notificationsQueue, deps.redis, {
    jobOptions: {
      attempts: ATTEMPTS,
      backoff: { type: 'fixed', delay: RETRY_MS },
      // Long enough for the outbox to find a job it has sent before.
      removeOnComplete: true,
    },
  });
  const worker = createWorker<unknown>(
    notificationsQueue,
    deps.blocking,
    async (job) => {
      const read = notificationJobSchema.safeParse(job.data);
      if (!read.success) throw new UnrecoverableError(`not a notification: ${read.error.message}`);
      const next = await deps.tell(read.data);
      if (next === null) return;
      const first = job.id?.split('~')[0];
      // A worker that dies here repeats the page, which tells nobody twice, and adds this job again, which adds none.
      await queue.add('tell', next, { jobId: `${first}~${next.after_user_id}`, priority: priorities.crowd });
    },
    { lockDuration: LOCK_MS, stalledInterval: LOCK_MS / 2, maxStalledCount: 100 },
  );
  // Redis being away is reported by its connection; an EventEmitter without a listener would end the process.
  queue.on('error', () => {});
  worker.on('error', () => {});
  worker.on('failed', (job, error) => deps.log.warn({ err: error, jobId: job?.id }, 'people were not told'));

  const sender: JobSender = {
    async add({ jobId, payload, priority }) {
      await withDeadline(queue.add('tell', payload, { jobId, priority }), 3_000, 'Redis');
    },
  };
  return {
    sender,
    async close(): Promise<void> {
      await worker.close();
      await queue.close();
    },
  };
}
