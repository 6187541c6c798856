import { type Job, type Queue, UnrecoverableError, WaitingError } from 'bullmq';
import type { Log } from '../../platform/log.ts';
import { createWorker } from '../../platform/queue.ts';
import type { Redis } from '../../platform/redis.ts';
import {
  type TranscodeJob,
  type TranscodeProgress,
  type TranscodeResult,
  transcodeJobSchema,
  transcodeProgressSchema,
  transcodeQueue,
} from '../../shared/contracts/transcode.ts';
import type { Attempt, AttemptOutcome } from './process-job.ts';

/**
 * A lock lost for 10 s means its owner is dead: encoding happens in child processes, so the event loop is always free
 * to renew it. A job of a killed transcoder is taken over within lock + check, 15 s.
 */
const lockDurationMs = 10_000;
const lockRenewMs = 2_500;
const stalledCheckMs = 5_000;
/** Deaths of the whole transcoder that one job survives. */
const maxStalledCount = 10;

export type TranscodeWorker = {
  isRunning(): boolean;
  /** Stops all encoders and gives their jobs back to the queue at no cost of an attempt. */
  close(): Promise<void>;
};

/** Takes jobs off the transcode queue, `concurrency` at a time, and sends results as jobs of `results`. */
export function startTranscodeWorker(options: {
  connection: Redis;
  results: Queue<TranscodeResult, unknown, string>;
  concurrency: number;
  log: Log;
  run: (attempt: Attempt) => Promise<AttemptOutcome>;
}): TranscodeWorker {
  const { results, log } = options;
  const running = new Map<string, AbortController>();

  const handle = async (job: Job<TranscodeJob, void, string>, token?: string): Promise<void> => {
    const id = job.id ?? '';
    const parsed = transcodeJobSchema.safeParse(job.data);
    if (!parsed.success) throw new UnrecoverableError(`malformed job: ${parsed.error.message}`);
    const stop = new AbortController();
    running.set(id, stop);
    const progress = progressWriter(job, log);
    try {
      const outcome = await options.run({
        job: parsed.data,
        isLast: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
        shownPercent: transcodeProgressSchema.safeParse(job.progress).data?.percent ?? 0,
        signal: stop.signal,
        onProgress: progress.write,
        sendResult: (result) => sendResult(results, job, result),
        keepNote: async (note) => void (await job.log(note)),
      });
      await progress.settled();
      if (outcome.kind === 'interrupted') {
        // Fails when the lock is gone: then the job already is someone else's.
        if (token !== undefined) await job.moveToWait(token).catch(() => {});
        throw new WaitingError();
      }
      if (outcome.kind === 'rejected') throw new UnrecoverableError(outcome.reason);
      if (outcome.kind === 'retry') throw outcome.error;
    } finally {
      running.delete(id);
    }
  };

  const worker = createWorker<TranscodeJob>(transcodeQueue, options.connection, handle, {
    concurrency: options.concurrency,
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
    if (job && /stalled more than/.test(error.message))
      sendResult(results, job, {
        kind: 'failed',
        video_id: job.data.video_id,
        code: 'processing_failed',
        message: 'The video could not be processed.',
      }).catch((cause: unknown) => log.error({ err: cause }, 'result not sent'));
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

/** Named after the attempt, so that one attempt's result is added once however often sending is tried. */
async function sendResult(
  results: Queue<TranscodeResult, unknown, string>,
  job: Job<TranscodeJob, void, string>,
  result: TranscodeResult,
): Promise<void> {
  const detail = result.kind === 'failed' ? `${job.id}-${job.attemptsStarted}` : result.generation;
  await results.add(result.kind, result, { jobId: `${result.video_id}-${result.kind}-${detail}` });
}

/** Writes progress one at a time; what arrives meanwhile replaces what waits. */
function progressWriter(job: Job<TranscodeJob, void, string>, log: Log) {
  let next: TranscodeProgress | null = null;
  let writing: Promise<void> | null = null;
  const drain = async () => {
    while (next) {
      const progress = next;
      next = null;
      await job.updateProgress(progress).catch((error: unknown) => log.warn({ err: error }, 'progress not written'));
    }
    writing = null;
  };
  return {
    write(progress: TranscodeProgress) {
      next = progress;
      writing ??= drain();
    },
    settled: async () => void (await writing),
  };
}
