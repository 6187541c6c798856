import type { Job, Queue } from 'bullmq';
import * as z from 'zod';
import { createQueue } from '../../platform/queue.ts';
import { connectRedis } from '../../platform/redis.ts';
import {
  transcodeChunksQueue,
  transcodeJobIds,
  transcodeLongQueue,
  transcodeQueue,
  transcodeResultsQueue,
} from '../../shared/contracts/transcode.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import { Failure } from '../failure.ts';

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
  endedAt: Date | null;
  /** Failed only because a job it waited for did. */
  isConsequence: boolean;
};

export type JobQueues = {
  counts(): Promise<QueueCounts[]>;
  /** Failed jobs, the newest first. */
  listFailed(): Promise<JobReport[]>;
  /** The jobs of a video that wait, run or failed, in their order, with what they left in their logs. */
  ofVideo(videoId: string): Promise<(JobReport & { log: string[] })[]>;
  close(): Promise<void>;
};

export const countedStates = ['waiting', 'active', 'delayed', 'waiting-children', 'failed', 'completed'] as const;

const dataSchema = z.looseObject({ video_id: videoIdSchema, encode: z.string().optional().catch(undefined) });
const videoIdOf = (job: Job) => dataSchema.safeParse(job.data).data?.video_id ?? null;

/** The queues in Redis, to look at. Throws a `Failure` when Redis does not answer. */
export async function openJobQueues(redisUrl: string): Promise<JobQueues> {
  const redis = connectRedis(redisUrl);
  try {
    await redis.ping();
  } catch (cause) {
    redis.disconnect();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('redis_unreachable', `Redis does not answer: ${reason}`, { cause });
  }
  const names = [transcodeQueue, transcodeLongQueue, transcodeChunksQueue, transcodeResultsQueue];
  const queues: Queue<unknown, unknown, string>[] = names.map((name) => createQueue(name, redis));
  for (const queue of queues) queue.on('error', () => {});

  const failedJobs = async () => (await Promise.all(queues.map((queue) => queue.getFailed()))).flat();

  return {
    counts: () => Promise.all(queues.map(countJobs)),
    async listFailed() {
      const reports = (await failedJobs()).map((job) => toReport(job, 'failed'));
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
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
      redis.disconnect();
    },
  };
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
    endedAt: job.finishedOn === undefined ? null : new Date(job.finishedOn),
    isConsequence: /^child \S+ failed/.test(reason ?? ''),
  };
}
