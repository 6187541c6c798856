import { createHash } from 'node:crypto';
import { UnrecoverableError } from 'bullmq';
import * as z from 'zod';
import type { Log } from '../../platform/log.ts';
import { createQueue, createWorker } from '../../platform/queue.ts';
import type { Redis } from '../../platform/redis.ts';
import {
  type NotificationJob,
  notificationJobSchema,
  notificationsQueue,
  priorities,
} from '../notifications/events/notification-event.ts';
import type { JobSender, OutgoingJob } from '../outbox/relay.ts';
import { withDeadline } from './with-deadline.ts';

/** The work of a job takes a fraction of a second; a worker that died is missed this soon. */
const LOCK_MS = 10_000;
const RETRY_MS = 10_000;
/** Three hours: a database that is away for longer has other troubles. */
const ATTEMPTS = 1_000;
/** Told in one transaction, for which others who write wait; nearly all of them concern one person. */
const EVENTS_PER_JOB = 50;

/** `tell` is one event, `tell together` some that each concern a few people. */
const names = { one: 'tell', several: 'tell together' } as const;
/** As they would be jobs of their own. */
const severalSchema = z.array(z.object({ jobId: z.string(), payload: z.unknown() }));

/**
 * Both ends of the queue of who is to be told of what. `tell` returns the job that comes after the one it did, `null` at
 * the end; `tellTogether` does several of those at once, all or none. `blocking` must be made with `forBullmq`; both
 * connections stay the caller's.
 */
export function openNotificationJobs(deps: {
  redis: Redis;
  blocking: Redis;
  log: Log;
  tell: (job: NotificationJob) => Promise<NotificationJob | null>;
  tellTogether: (jobs: readonly NotificationJob[]) => Promise<void>;
}) {
  const queue = createQueue<unknown>(notificationsQueue, deps.redis, {
    jobOptions: {
      attempts: ATTEMPTS,
      backoff: { type: 'fixed', delay: RETRY_MS },
      // Long enough for the outbox to find a job it has sent before.
      removeOnComplete: true,
    },
  });

  async function tellOne(jobId: string | undefined, payload: unknown): Promise<void> {
    const read = notificationJobSchema.safeParse(payload);
    if (!read.success) throw new UnrecoverableError(`not a notification: ${read.error.message}`);
    const next = await deps.tell(read.data);
    if (next === null) return;
    const first = jobId?.split('~')[0];
    // A worker that dies here repeats the page, which tells nobody twice, and adds this job again, which adds none.
    await queue.add(names.one, next, { jobId: `${first}~${next.after_user_id}`, priority: priorities.crowd });
  }

  /** Where that fails, each becomes a job of its own, so that none fails because of another. */
  async function tellSeveral(data: unknown): Promise<void> {
    const several = severalSchema.parse(data);
    try {
      await deps.tellTogether(several.map(({ payload }) => notificationJobSchema.parse(payload)));
    } catch (error) {
      deps.log.warn({ err: error, events: several.length }, 'people are told of each event on its own');
      await queue.addBulk(several.map((job) => asJob({ ...job, priority: priorities.person })));
    }
  }

  const worker = createWorker<unknown>(
    notificationsQueue,
    deps.blocking,
    (job) => (job.name === names.several ? tellSeveral(job.data) : tellOne(job.id, job.data)),
    { lockDuration: LOCK_MS, stalledInterval: LOCK_MS / 2, maxStalledCount: 100 },
  );
  // Redis being away is reported by its connection; an EventEmitter without a listener would end the process.
  queue.on('error', () => {});
  worker.on('error', () => {});
  worker.on('failed', (job, error) => deps.log.warn({ err: error, jobId: job?.id }, 'people were not told'));

  const sender: JobSender = {
    async add(_name, jobs) {
      const ofPeople = Map.groupBy(jobs.filter(isOfPeople), (_job, at) => Math.floor(at / EVENTS_PER_JOB));
      const ofCrowds = jobs.filter((job) => !isOfPeople(job)).map(asJob);
      const together = Array.from(ofPeople.values(), asOneJob);
      await withDeadline(queue.addBulk([...together, ...ofCrowds]), 3_000, 'Redis');
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

const isOfPeople = ({ priority }: OutgoingJob) => priority === priorities.person;

function asJob({ jobId, payload, priority }: OutgoingJob) {
  return { name: names.one, data: payload, opts: { jobId, priority } };
}

/** Under an id that the same jobs have again. */
function asOneJob(jobs: readonly OutgoingJob[]) {
  const [only] = jobs;
  if (only && jobs.length === 1) return asJob(only);
  const ids = jobs.map(({ jobId }) => jobId);
  const jobId = `together-${createHash('sha256').update(ids.join(' ')).digest('hex')}`;
  const data = jobs.map(({ payload }, at) => ({ jobId: ids[at], payload }));
  return { name: names.several, data, opts: { jobId, priority: priorities.person } };
}
