import type { Queue } from 'bullmq';
import { createQueue } from '../../platform/queue.ts';
import type { Redis } from '../../platform/redis.ts';
import { type TranscodeProgress, transcodeProgressSchema, transcodeQueue } from '../../shared/contracts/transcode.ts';
import type { JobSender } from '../outbox/relay.ts';
import { withDeadline } from './with-deadline.ts';

/** `vanished`: Redis does not know the job; `ended`: it is over, well or not. */
export type JobState = { kind: 'vanished' } | { kind: 'live' } | { kind: 'ended'; failed: boolean; endedAtMs: number };

export type TranscodeJobs = JobSender & {
  progress(jobId: string): Promise<TranscodeProgress | null>;
  state(jobId: string): Promise<JobState>;
  remove(jobId: string): Promise<void>;
  close(): Promise<void>;
};

/** The queue of transcoding jobs in Redis; `redis` stays the caller's. Every call fails after `timeoutMs`. */
export function createTranscodeJobs(redis: Redis, timeoutMs = 3_000): TranscodeJobs {
  const queue: Queue<unknown, unknown, string> = createQueue(transcodeQueue, redis);
  // Connection errors reach the callers; an EventEmitter without a listener would end the process.
  queue.on('error', () => {});
  // BullMQ itself waits for ever for a Redis that was not there when it was started.
  const limited = <T>(work: Promise<T>) => withDeadline(work, timeoutMs, 'Redis');

  return {
    async add({ queue: name, jobId, payload }) {
      if (name !== transcodeQueue) throw new Error(`no queue ${name}`);
      await limited(queue.add(name, payload, { jobId }));
    },
    async progress(jobId) {
      const job = await limited(queue.getJob(jobId));
      return transcodeProgressSchema.safeParse(job?.progress).data ?? null;
    },
    async state(jobId) {
      const job = await limited(queue.getJob(jobId));
      if (!job) return { kind: 'vanished' };
      const state = await limited(job.getState());
      if (state === 'unknown') return { kind: 'vanished' };
      if (state !== 'completed' && state !== 'failed') return { kind: 'live' };
      return { kind: 'ended', failed: state === 'failed', endedAtMs: job.finishedOn ?? job.timestamp };
    },
    async remove(jobId) {
      await limited(queue.remove(jobId));
    },
    close: () => queue.close(),
  };
}
