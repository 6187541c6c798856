import { join } from 'node:path';
import { FlowProducer, type Job, type JobsOptions } from 'bullmq';
import { createQueue } from '../../platform/queue.ts';
import { connectRedis } from '../../platform/redis.ts';
import {
  type TranscodeJob,
  type TranscodeResult,
  transcodeChunksQueue,
  transcodeJobIds,
  transcodeJobNames,
  transcodeJobSchema,
  transcodeQueue,
  transcodeResultsQueue,
} from '../../shared/contracts/transcode.ts';
import { newVideoId } from '../../shared/ids.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { createSourceCache } from '../fetch/source-cache.ts';
import type { JobDeps } from '../jobs/job-deps.ts';
import { startTranscodeWorkers } from '../jobs/start-workers.ts';
import { createDiskGuard } from '../run/disk-guard.ts';
import { pipelineIn } from './run-clip.ts';

/** The jobs of this process on a real Redis, with what a test wants to look at. */
export async function jobsIn(dir: string, redisUrl: string, overrides: Partial<JobDeps> = {}) {
  const redis = connectRedis(redisUrl, { forBullmq: true });
  const { deps: step, store, keys } = await pipelineIn(dir);
  const transcode = createQueue<unknown>(transcodeQueue, redis);
  const chunks = createQueue<unknown>(transcodeChunksQueue, redis);
  const results = createQueue<TranscodeResult>(transcodeResultsQueue, redis);
  const flows = new FlowProducer({ connection: redis });
  const deps: JobDeps = {
    ...step,
    ...{ redis, transcode, results, flows, chunkSec: 4 },
    sources: createSourceCache({ store, workRoot: step.workRoot, maxIdleBytes: 0 }),
    disk: createDiskGuard(step.workRoot),
    ...overrides,
  };
  const dataOf = (videoId: string): TranscodeJob => {
    const key = objectKeys.original(videoId, 'upload');
    return { video_id: videoId, original_key: key, original_size_bytes: 1, priority: 1 };
  };
  return {
    deps,
    store,
    keys,
    transcode,
    chunks,
    startWorkers: (concurrency: { jobs: number; long?: number; chunks: number } = { jobs: 1, chunks: 1 }) =>
      startTranscodeWorkers(redis, { long: 1, ...concurrency }, deps),
    async submit(file: string, options: JobsOptions = {}): Promise<{ videoId: string; job: Job }> {
      const videoId = newVideoId();
      const key = objectKeys.original(videoId, 'upload');
      await store.putFile(key, join(dir, file), { contentType: 'video/mp4' });
      const jobId = transcodeJobIds.prepare(videoId);
      const job = await transcode.add(transcodeJobNames.prepare, dataOf(videoId), { jobId, priority: 1, ...options });
      return { videoId, job };
    },
    /** What the job that begins a video carries. */
    dataOf,
    async encodeOf(videoId: string): Promise<string | undefined> {
      const job = await transcode.getJob(transcodeJobIds.prepare(videoId));
      return transcodeJobSchema.safeParse(job?.data).data?.encode;
    },
    async resultsOf(videoId: string): Promise<TranscodeResult[]> {
      const waiting = await results.getJobs(['waiting', 'prioritized', 'delayed'], 0, -1, true);
      return waiting.map((job) => job.data).filter((result) => result.video_id === videoId);
    },
    /** Chunk jobs in their order. */
    async chunksOf(videoId: string): Promise<Job[]> {
      const all = await chunks.getJobs();
      const own = all.filter((job) => job?.id?.startsWith(`chunk-${videoId}-`));
      return own.sort((a, b) => Number(a.id?.split('-').at(-1)) - Number(b.id?.split('-').at(-1)));
    },
    async close() {
      await Promise.all([transcode.close(), chunks.close(), results.close(), flows.close()]);
      redis.disconnect();
    },
  };
}
