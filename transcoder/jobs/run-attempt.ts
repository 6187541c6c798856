import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { AddedCodec } from '../../shared/media/video-codecs.ts';
import { DiskFullError } from '../run/disk-guard.ts';
import { MediaError } from '../run/media-error.ts';
import { ToolError } from '../run/run-tool.ts';
import { removeWork } from '../steps/remove-work.ts';
import type { StepDeps } from '../steps/step-deps.ts';
import { createEncodeState } from './encode-state.ts';
import { giveUp } from './give-up.ts';
import type { JobDeps } from './job-deps.ts';

/** One attempt at one job, whichever it is. */
export type Attempt = {
  job: Job<unknown, unknown, string>;
  token: string | undefined;
  /** Aborted when this process stops or another has taken the job over. */
  stop: AbortSignal;
  videoId: string;
  encode: string;
  /** Set where the encode adds a codec to a published video. */
  codec?: AddedCodec | undefined;
};

/** Where disk space was short, a job waits this long before it is looked at again. */
const diskFullDelayMs = 30_000;

/**
 * Runs `work` and tells BullMQ what is to become of the job: given back untouched when stopped from outside, put off
 * when there is no room on the disk, failed for good when the source is at fault or the attempts are used up, tried
 * again otherwise. `null` when the encode is given up already.
 */
export async function runAttempt<T>(
  deps: JobDeps,
  attempt: Attempt,
  work: (deps: StepDeps, reserve: (bytes: number) => Promise<void>) => Promise<T>,
): Promise<T | null> {
  const { job, token, videoId } = attempt;
  const log = deps.log.child({ video_id: videoId, job: job.id });
  const state = createEncodeState(deps.redis, attempt);
  if ((await state.fault()) !== null) return null;
  const given = new AbortController();
  const signal = AbortSignal.any([attempt.stop, given.signal]);
  const progress = state.reporter((error) => log.warn({ err: error }, 'progress not written'));
  const watch = state.watch(
    () => given.abort(new Error('the encode was given up')),
    (error) => log.warn({ err: error }, 'the encode cannot be watched'),
  );
  const releases: (() => void)[] = [];
  const startedMs = performance.now();
  try {
    const result = await work({ ...deps, log, signal, report: progress.report }, async (bytes) => {
      releases.push(await deps.disk.reserve(bytes));
    });
    await progress.settled();
    // What was stored after another job had given up and tidied would stay for ever.
    if ((await state.fault()) === 'source') await removeWork(attempt, deps);
    log.info({ name: job.name, took_ms: Math.round(performance.now() - startedMs) }, 'job done');
    return result;
  } catch (error) {
    if (attempt.stop.aborted) {
      // Fails when the lock is gone: then the job already is someone else's.
      if (token !== undefined) await job.moveToWait(token).catch(() => {});
      throw new WaitingError();
    }
    const fault = await state.fault();
    if (fault === 'source') await removeWork(attempt, deps);
    if (fault !== null) return null;
    if (error instanceof DiskFullError) {
      log.warn({ reason: error.message, retry_in_ms: diskFullDelayMs }, 'job put off');
      await job.log(`put off: ${error.message}`);
      await job.moveToDelayed(Date.now() + diskFullDelayMs, token);
      throw new DelayedError();
    }
    await keepLastWords(job, error);
    if (error instanceof MediaError) {
      log.warn({ code: error.code, reason: error.message }, 'source rejected');
      await giveUp(deps, attempt, error);
      throw new UnrecoverableError(`${error.code}: ${error.message}`);
    }
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    log.error({ err: error, is_last: isLast }, 'attempt failed');
    if (isLast) await giveUp(deps, attempt, error);
    throw error;
  } finally {
    watch.stop();
    for (const release of releases) release();
  }
}

/** What a person needs to understand a failure, kept beside the job. */
async function keepLastWords(job: Attempt['job'], error: unknown): Promise<void> {
  const cause = error instanceof MediaError && error.cause instanceof ToolError ? error.cause : error;
  if (cause instanceof ToolError && cause.stderrTail) await job.log(`${cause.message}\n${cause.stderrTail}`);
}
