import type { FlowJob, JobsOptions } from 'bullmq';
import { defaultJobOptions } from '../../platform/queue.ts';
import {
  type AddCodecJob,
  BACKGROUND_PRIORITY,
  transcodeChunksQueue,
  transcodeJobIds,
  transcodeJobNames,
  transcodeQueue,
} from '../../shared/contracts/transcode.ts';
import type { Prepared } from '../steps/prepared.ts';
import type { JobDeps } from './job-deps.ts';

/**
 * Adds the chunks of a codec and behind them their end. They are ordinary chunks but for their priority: every chunk of
 * a video that is not published yet goes before them. Asked again, it adds nothing twice.
 */
export async function addCodecFlow(
  deps: Pick<JobDeps, 'flows' | 'transcode'>,
  job: AddCodecJob & { encode: string },
  prepared: Prepared,
  retries: Pick<JobsOptions, 'attempts' | 'backoff'>,
): Promise<void> {
  const { video_id: videoId, encode } = job;
  const finishId = transcodeJobIds.finishCodec(videoId, encode);
  if (await deps.transcode.getJob(finishId)) return;
  const options = { ...defaultJobOptions, ...retries, priority: BACKGROUND_PRIORITY };
  await deps.flows.add({
    ...{ name: transcodeJobNames.finishCodec, queueName: transcodeQueue, data: job },
    opts: { ...options, jobId: finishId },
    children: prepared.chunks.map(({ index }): FlowJob => {
      const jobId = transcodeJobIds.chunk(videoId, encode, index);
      return {
        ...{ name: transcodeJobNames.chunk, queueName: transcodeChunksQueue, data: { ...job, index } },
        opts: { ...options, jobId, failParentOnFailure: true },
      };
    }),
  });
}
