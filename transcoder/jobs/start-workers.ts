import type { Job, Worker } from 'bullmq';
import { UnrecoverableError } from 'bullmq';
import { createWorker } from '../../platform/queue.ts';
import type { Redis } from '../../platform/redis.ts';
import {
  transcodeChunksQueue,
  transcodeJobNames,
  transcodeLongQueue,
  transcodeQueue,
} from '../../shared/contracts/transcode.ts';
import { addCodecJob } from './add-codec-job.ts';
import { chunkJob } from './chunk-job.ts';
import { finishCodecJob } from './finish-codec-job.ts';
import { finishJob } from './finish-job.ts';
import { firstRungJob } from './first-rung-job.ts';
import { giveUp } from './give-up.ts';
import { encodeJobSchema } from './job-data.ts';
import type { JobDeps } from './job-deps.ts';
import type { JobHandler } from './job-handler.ts';
import { prepareJob } from './prepare-job.ts';
import { repackageJob } from './repackage-job.ts';

/**
 * A lock lost for 10 s means its owner is dead: encoding happens in child processes, so the event loop is always free
 * to renew it. A job of a killed transcoder is taken over within lock + check, 15 s.
 */
const lockDurationMs = 10_000;
const lockRenewMs = 2_500;
const stalledCheckMs = 5_000;
/** Deaths of the whole transcoder that one job survives. */
const maxStalledCount = 10;

export type TranscodeWorkers = {
  isRunning(): boolean;
  /** Stops all encoders and gives their jobs back to the queue at no cost of an attempt. */
  close(): Promise<void>;
};

/**
 * Takes jobs off the queues. What somebody waits for and is soon done has slots of its own, so that it begins at once
 * while first rungs of long videos and chunks go on. `connection` must be made with `forBullmq`.
 */
export function startTranscodeWorkers(
  connection: Redis,
  concurrency: { jobs: number; long: number; chunks: number },
  deps: JobDeps,
): TranscodeWorkers {
  const workers = [
    startWorker(transcodeQueue, connection, concurrency.jobs, deps, {
      [transcodeJobNames.prepare]: prepareJob(deps),
      [transcodeJobNames.firstRung]: firstRungJob(deps),
      [transcodeJobNames.finish]: finishJob(deps),
      [transcodeJobNames.repackage]: repackageJob(deps),
      [transcodeJobNames.finishCodec]: finishCodecJob(deps),
    }),
    startWorker(transcodeLongQueue, connection, concurrency.long, deps, {
      [transcodeJobNames.firstRung]: firstRungJob(deps),
    }),
    startWorker(transcodeChunksQueue, connection, concurrency.chunks, deps, {
      [transcodeJobNames.chunk]: chunkJob(deps),
      [transcodeJobNames.addCodec]: addCodecJob(deps),
    }),
  ];
  return {
    isRunning: () => workers.every((worker) => worker.isRunning()),
    close: async () => void (await Promise.all(workers.map((worker) => worker.close()))),
  };
}

function startWorker(
  queue: string,
  connection: Redis,
  concurrency: number,
  deps: JobDeps,
  handlers: Record<string, JobHandler>,
): TranscodeWorkers {
  const { log } = deps;
  const running = new Map<string, AbortController>();
  const handle = async (job: Job<unknown, unknown, string>, token?: string): Promise<unknown> => {
    const handler = handlers[job.name];
    if (!handler) throw new UnrecoverableError(`nobody here knows jobs named ${job.name}`);
    const id = job.id ?? '';
    const stop = new AbortController();
    running.set(id, stop);
    try {
      return await handler(job, token, stop.signal);
    } finally {
      if (running.get(id) === stop) running.delete(id);
    }
  };
  const worker: Worker<unknown, unknown, string> = createWorker<unknown, unknown>(queue, connection, handle, {
    concurrency,
    lockDuration: lockDurationMs,
    lockRenewTime: lockRenewMs,
    stalledInterval: stalledCheckMs,
    maxStalledCount,
  });
  worker.on('error', (error) => log.warn({ err: error }, 'worker error'));
  worker.on('lockRenewalFailed', (ids) => {
    // Another transcoder has taken the job over: two encoding the same would only be slower.
    for (const id of ids) running.get(id)?.abort(new Error('the job lock was lost'));
  });
  worker.on('failed', (job, error) => {
    if (!job?.finishedOn) return;
    endFailedEncode(deps, job, error).catch((cause: unknown) => log.error({ err: cause }, 'failure not reported'));
  });
  return {
    isRunning: () => worker.isRunning(),
    async close() {
      const closing = worker.close();
      for (const stop of running.values()) stop.abort(new Error('the transcoder is shutting down'));
      await closing;
    },
  };
}

/** A job that died with its workers too often, or whose child failed, fails without having run. */
async function endFailedEncode(deps: JobDeps, job: Job<unknown, unknown, string>, error: Error): Promise<void> {
  const data = encodeJobSchema.safeParse(job.data).data;
  if (data) await giveUp(deps, { videoId: data.video_id, encode: data.encode, codec: data.codec }, error);
}
