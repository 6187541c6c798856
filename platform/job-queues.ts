import type { Job, Queue } from 'bullmq';
import * as z from 'zod';
import {
  transcodeChunksQueue,
  transcodeJobIds,
  transcodeLongQueue,
  transcodeQueue,
  transcodeResultsQueue,
} from '../shared/contracts/transcode.ts';
import { videoIdSchema } from '../shared/ids.ts';
import { createQueue } from './queue.ts';
import type { Redis } from './redis.ts';

export const countedStates = ['waiting', 'active', 'delayed', 'waiting-children', 'failed', 'completed'] as const;

export type QueueCounts = { queue: string } & Record<(typeof countedStates)[number], number>;

/** A job as operators see it. */
export type JobReport = {
  videoId: string | null;
  jobId: string;
  queue: string;
  /** `prepare`, `first-rung`, `chunk` or `finish`; of a result, its kind. */
  stage: string;
  state: string;
  /** `null` unless it failed. */
  reason: string | null;
  attempts: number;
  addedAt: Date;
  /** When its last attempt began. */
  startedAt: Date | null;
  endedAt: Date | null;
  /** Failed only because a job it waited for did. */
  isConsequence: boolean;
};

export type JobQueues = {
  counts(): Promise<QueueCounts[]>;
  /** What is being done right now, at most `limit` jobs of each queue. */
  listActive(limit: number): Promise<JobReport[]>;
  /** Failed jobs, the newest first; all of them, or at most `limit` of each queue. */
  listFailed(limit?: number): Promise<JobReport[]>;
  /** The jobs of a video that wait, run or failed, in their order, with what they left in their logs. */
  ofVideo(videoId: string): Promise<(JobReport & { log: string[] })[]>;
  /** Transcoders that are connected. Some hosted Redis do not tell: 0 then. */
  countTranscoders(): Promise<number>;
  close(): Promise<void>;
};

const dataSchema = z.looseObject({ video_id: videoIdSchema, encode: z.string().optional().catch(undefined) });
const videoIdOf = (job: Job) => dataSchema.safeParse(job.data).data?.video_id ?? null;

/** The transcoding queues, to look at. `redis` stays the caller's. */
export function createJobQueues(redis: Redis): JobQueues {
  const names = [transcodeQueue, transcodeLongQueue, transcodeChunksQueue, transcodeResultsQueue];
  const queues: Queue<unknown, unknown, string>[] = names.map((name) => createQueue(name, redis));
  // Connection errors reach the callers; an EventEmitter without a listener would end the process.
  for (const queue of queues) queue.on('error', () => {});

  const failedJobs = async (limit = 0) =>
    (await Promise.all(queues.map((queue) => queue.getFailed(0, limit - 1)))).flat();

  return {
    counts: () => Promise.all(queues.map(countJobs)),
    async listActive(limit) {
      const jobs = (await Promise.all(queues.map((queue) => queue.getActive(0, limit - 1)))).flat();
      return jobs.map((job) => toReport(job, 'active'));
    },
    async listFailed(limit) {
      const reports = (await failedJobs(limit)).map((job) => toReport(job, 'failed'));
      return reports.sort((a, b) => (b.endedAt?.getTime() ?? 0) - (a.endedAt?.getTime() ?? 0));
    },
    async ofVideo(videoId) {
      const [main] = queues;
      const prepare = await main?.getJob(transcodeJobIds.prepare(videoId));
      const encode = dataSchema.safeParse(prepare?.data).data?.encode;
      const finish = encode === undefined ? undefined : await main?.getJob(transcodeJobIds.finish(videoId, encode));
      const failed = (await failedJobs()).filter((job) => videoIdOf(job) === videoId);
      const jobs = new Map([prepare, ...failed, finish].flatMap((job) => (job ? [[job.id, job]] : [])));
      return Promise.all(
        [...jobs.values()].map(async (job) => {
          const queue = queues.find(({ name }) => name === job.queueName);
          const { logs = [] } = (await queue?.getJobLogs(job.id ?? '')) ?? {};
          return { ...toReport(job, await job.getState()), log: logs.flatMap((entry) => entry.split('\n')) };
        }),
      );
    },
    countTranscoders: async () => (await queues[0]?.getWorkersCount()) ?? 0,
    close: async () => void (await Promise.all(queues.map((queue) => queue.close()))),
  };
}

/** The cause of each video's failure, without the jobs that only waited for it. */
export function oneForEachVideo(failed: readonly JobReport[]): JobReport[] {
  const causes = new Map<string, JobReport>();
  for (const job of failed) {
    const key = job.videoId ?? job.jobId;
    const known = causes.get(key);
    if (!known || (known.isConsequence && !job.isConsequence)) causes.set(key, job);
  }
  return [...causes.values()];
}

async function countJobs(queue: Queue<unknown, unknown, string>): Promise<QueueCounts> {
  const counts = await queue.getJobCounts(...countedStates, 'prioritized');
  const of = (state: string) => counts[state] ?? 0;
  return {
    queue: queue.name,
    waiting: of('waiting') + of('prioritized'), // the same to everyone but BullMQ
    active: of('active'),
    delayed: of('delayed'),
    'waiting-children': of('waiting-children'),
    failed: of('failed'),
    completed: of('completed'),
  };
}

function toReport(job: Job, state: string): JobReport {
  const reason = state === 'failed' ? (job.failedReason ?? '') : null;
  return {
    videoId: videoIdOf(job),
    jobId: job.id ?? '',
    queue: job.queueName,
    stage: job.name,
    state,
    reason,
    attempts: job.attemptsMade,
    addedAt: new Date(job.timestamp),
    startedAt: job.processedOn === undefined ? null : new Date(job.processedOn),
    endedAt: job.finishedOn === undefined ? null : new Date(job.finishedOn),
    isConsequence: /^child \S+ failed/.test(reason ?? ''),
  };
}
