import { UnrecoverableError } from 'bullmq';
import type { Log } from '../../platform/log.ts';
import { createQueue, createWorker } from '../../platform/queue.ts';
import type { Redis } from '../../platform/redis.ts';
import {
  type TranscodeResult,
  transcodeResultSchema,
  transcodeResultsQueue,
} from '../../shared/contracts/transcode.ts';
import { withDeadline } from './with-deadline.ts';

const redisTimeoutMs = 3_000;

/**
 * Receives the transcoder's results and hands each to `apply`; one at a time, so that a video's results keep their
 * order. `blocking` must be made with `forBullmq`; both connections stay the caller's.
 */
export function receiveTranscodeResults(deps: {
  redis: Redis;
  blocking: Redis;
  log: Log;
  apply: (result: TranscodeResult) => Promise<unknown>;
}) {
  const queue = createQueue<unknown>(transcodeResultsQueue, deps.redis);
  const worker = createWorker<unknown>(transcodeResultsQueue, deps.blocking, async (job) => {
    const result = transcodeResultSchema.safeParse(job.data);
    if (!result.success) throw new UnrecoverableError(`not a transcode result: ${result.error.message}`);
    await deps.apply(result.data);
  });
  // Redis being away is reported by its connection; an EventEmitter without a listener would end the process.
  queue.on('error', () => {});
  worker.on('error', () => {});
  worker.on('failed', (job, error) =>
    deps.log.error({ err: error, jobId: job?.id }, 'a transcode result was not applied'),
  );

  const limited = <T>(work: Promise<T>) => withDeadline(work, redisTimeoutMs, 'Redis');

  return {
    async retryFailed(): Promise<void> {
      for (const job of await limited(queue.getFailed())) {
        if (transcodeResultSchema.safeParse(job.data).success) await job.retry('failed');
        else await job.remove();
      }
    },
    async pendingCount(): Promise<number> {
      return limited(queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized'));
    },
    async close(): Promise<void> {
      await worker.close();
      await queue.close();
    },
  };
}
