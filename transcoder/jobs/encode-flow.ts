import type { FlowJob, JobsOptions } from 'bullmq';
import { defaultJobOptions } from '../../platform/queue.ts';
import {
  BACKGROUND_PRIORITY,
  transcodeChunksQueue,
  transcodeJobIds,
  transcodeJobNames,
  transcodeLongQueue,
  transcodeQueue,
} from '../../shared/contracts/transcode.ts';
import type { Prepared } from '../steps/prepared.ts';
import type { ChunkJob, EncodeJob } from './job-data.ts';
import type { JobDeps } from './job-deps.ts';

/** The first rung of a longer source keeps an encoder busy for half a minute or more. */
const longSec = 300;

/** Chunks of one video that count as ever less urgent: a short video passes a long one after its first few. */
const steps = 256;

/**
 * Adds what is to be done after `prepare`: the first rung and all chunks, and behind them the end. BullMQ adds all or
 * nothing, so asking for the last one tells whether an earlier attempt came this far. Each is tried again by itself,
 * as `retries` says.
 */
export async function addEncodeFlow(
  deps: Pick<JobDeps, 'flows' | 'transcode'>,
  job: EncodeJob,
  prepared: Prepared,
  retries: Pick<JobsOptions, 'attempts' | 'backoff'>,
): Promise<void> {
  const { video_id: videoId, encode } = job;
  const finishId = transcodeJobIds.finish(videoId, encode);
  if (await deps.transcode.getJob(finishId)) return;
  const priority = job.priority ?? 0;
  const options = (jobId: string, urgency: number): JobsOptions => ({
    ...defaultJobOptions,
    ...retries,
    jobId,
    priority: urgency,
  });
  const child = (jobId: string, urgency: number) => ({ ...options(jobId, urgency), failParentOnFailure: true });
  const chunks = prepared.chunks.map(({ index }): FlowJob => {
    const urgency = Math.min(BACKGROUND_PRIORITY - 1, priority * steps + Math.min(index, steps - 1) + 1);
    const data: ChunkJob = { ...job, index };
    const id = transcodeJobIds.chunk(videoId, encode, index);
    return { name: transcodeJobNames.chunk, queueName: transcodeChunksQueue, data, opts: child(id, urgency) };
  });
  const firstId = transcodeJobIds.firstRung(videoId, encode);
  const firstQueue = prepared.plan.durationSec > longSec ? transcodeLongQueue : transcodeQueue;
  await deps.flows.add({
    ...{ name: transcodeJobNames.finish, queueName: transcodeQueue, data: job, opts: options(finishId, priority) },
    children: [
      { name: transcodeJobNames.firstRung, queueName: firstQueue, data: job, opts: child(firstId, priority) },
      ...chunks,
    ],
  });
}
