import type { Job, Queue } from 'bullmq';
import { createQueue } from '../../platform/queue.ts';
import type { Redis } from '../../platform/redis.ts';
import {
  addCodecJobSchema,
  repackageJobSchema,
  transcodeChunksQueue,
  transcodeJobIds,
  transcodeJobNames,
  transcodeJobSchema,
  transcodeQueue,
} from '../../shared/contracts/transcode.ts';
import { cancelledKey } from '../../shared/media/transcode-progress.ts';
import type { JobSender, OutgoingJob } from '../outbox/relay.ts';
import { withDeadline } from './with-deadline.ts';

/** Longer than any job waits. */
const CANCELLED_FOR_SEC = 30 * 24 * 3600;

/** `vanished`: Redis does not know the video's jobs; `ended`: they are over, well or not. */
export type JobState = { kind: 'vanished' } | { kind: 'live' } | { kind: 'ended'; failed: boolean; endedAtMs: number };

/** A video's transcoding as one thing, however many jobs it is. */
export type TranscodeJobs = JobSender & {
  /** Which encode of the video is under way or was last; `null` before one has begun. */
  encodeOf(videoId: string): Promise<string | null>;
  state(videoId: string): Promise<JobState>;
  /** The same of the making of one codec, from the id of the job that begins it. */
  codecState(jobId: string): Promise<JobState>;
  /** Ends the encoders of a video that is no more, wherever they run, within a second or two; none begins again. */
  cancel(videoId: string): Promise<void>;
  /** Takes away every job of the video. Rejects while one of them runs. */
  remove(videoId: string): Promise<void>;
  close(): Promise<void>;
};

/** The queues of transcoding jobs in Redis; `redis` stays the caller's. Every call fails after `timeoutMs`. */
export function createTranscodeJobs(redis: Redis, timeoutMs = 3_000): TranscodeJobs {
  const queue: Queue<unknown, unknown, string> = createQueue(transcodeQueue, redis);
  const chunks: Queue<unknown, unknown, string> = createQueue(transcodeChunksQueue, redis);
  // Connection errors reach the callers; an EventEmitter without a listener would end the process.
  for (const each of [queue, chunks]) each.on('error', () => {});
  // BullMQ itself waits for ever for a Redis that was not there when it was started.
  const limited = <T>(work: Promise<T>) => withDeadline(work, timeoutMs, 'Redis');

  /** The job that begins a video's transcoding and, once that has planned, the one that ends it. */
  async function jobsOf(videoId: string): Promise<Job[]> {
    const prepare = await queue.getJob(transcodeJobIds.prepare(videoId));
    if (!prepare) return [];
    const encode = transcodeJobSchema.safeParse(prepare.data).data?.encode;
    const finish = encode === undefined ? undefined : await queue.getJob(transcodeJobIds.finish(videoId, encode));
    return finish ? [prepare, finish] : [prepare];
  }

  async function stateOf(all: readonly Job[]): Promise<JobState> {
    const states = await limited(Promise.all(all.map((job) => job.getState())));
    const last = all.at(-1);
    if (!last || states.includes('unknown')) return { kind: 'vanished' };
    if (!states.every((state) => state === 'completed' || state === 'failed')) return { kind: 'live' };
    return { kind: 'ended', failed: states.includes('failed'), endedAtMs: last.finishedOn ?? last.timestamp };
  }

  async function add(name: string, { jobId, payload, priority }: OutgoingJob): Promise<void> {
    if (name === transcodeChunksQueue && addCodecJobSchema.safeParse(payload).success) {
      await limited(chunks.add(transcodeJobNames.addCodec, payload, { jobId, priority }));
      return;
    }
    if (name !== transcodeQueue) throw new Error(`no queue ${name}`);
    const isRepackage = repackageJobSchema.safeParse(payload).success;
    const jobName = isRepackage ? transcodeJobNames.repackage : transcodeJobNames.prepare;
    await limited(queue.add(jobName, payload, { jobId, priority }));
  }

  return {
    async add(name, jobs) {
      for (const job of jobs) await add(name, job);
    },
    async encodeOf(videoId) {
      const prepare = await limited(queue.getJob(transcodeJobIds.prepare(videoId)));
      return transcodeJobSchema.safeParse(prepare?.data).data?.encode ?? null;
    },
    state: async (videoId) => stateOf(await limited(jobsOf(videoId))),
    async codecState(jobId) {
      const first = await limited(chunks.getJob(jobId));
      const { video_id: videoId, encode } = addCodecJobSchema.safeParse(first?.data).data ?? {};
      const finishId = videoId && encode && transcodeJobIds.finishCodec(videoId, encode);
      const finish = finishId ? await limited(queue.getJob(finishId)) : undefined;
      return stateOf([first, finish].filter((job) => job !== undefined));
    },
    cancel: async (videoId) => void (await limited(redis.set(cancelledKey(videoId), 1, 'EX', CANCELLED_FOR_SEC))),
    async remove(videoId) {
      const [prepare, finish] = await limited(jobsOf(videoId));
      // The one that leads to the others goes last.
      if (finish) await limited(finish.remove({ removeChildren: true }));
      if (prepare) await limited(prepare.remove());
    },
    close: async () => void (await Promise.all([queue.close(), chunks.close()])),
  };
}
