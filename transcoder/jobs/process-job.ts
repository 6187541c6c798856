import type { TranscodeJob, TranscodeProgress, TranscodeResult } from '../../shared/contracts/transcode.ts';
import type { PipelineDeps } from '../pipeline/pipeline-types.ts';
import { runPipeline } from '../pipeline/run-pipeline.ts';
import { MediaError } from '../run/media-error.ts';
import { ToolError } from '../run/run-tool.ts';

/** One attempt at a job, whatever queue it came from. */
export type Attempt = {
  job: TranscodeJob;
  isLast: boolean;
  shownPercent: number;
  signal: AbortSignal;
  onProgress: (progress: TranscodeProgress) => void;
  sendResult: (result: TranscodeResult) => Promise<void>;
  /** Keeps what a person needs to understand a failure beside the job. */
  keepNote: (note: string) => Promise<void>;
};

export type AttemptOutcome =
  | { kind: 'done' }
  /** Stopped from outside: give the job back as if it had not been started. */
  | { kind: 'interrupted' }
  /** The source is at fault: do not try again. */
  | { kind: 'rejected'; reason: string }
  | { kind: 'retry'; error: unknown };

/** Runs the pipeline once and tells what is to become of the job. Sends every result, the failures too. */
export async function processJob(
  attempt: Attempt,
  deps: Omit<PipelineDeps, 'signal' | 'onProgress' | 'onResult'>,
): Promise<AttemptOutcome> {
  const { job, signal } = attempt;
  const log = deps.log.child({ video_id: job.video_id });
  const fail = (code: Extract<TranscodeResult, { kind: 'failed' }>['code'], message: string) =>
    attempt.sendResult({ kind: 'failed', video_id: job.video_id, code, message });
  const startedMs = performance.now();
  try {
    await runPipeline(
      { videoId: job.video_id, originalKey: job.original_key, shownPercent: attempt.shownPercent },
      {
        ...deps,
        log,
        signal,
        onProgress: attempt.onProgress,
        onResult: async (result) => {
          await attempt.sendResult(result);
          log.info({ kind: result.kind, after_ms: Math.round(performance.now() - startedMs) }, 'result sent');
        },
      },
    );
    return { kind: 'done' };
  } catch (error) {
    if (signal.aborted) return { kind: 'interrupted' };
    const cause = error instanceof MediaError && error.cause instanceof ToolError ? error.cause : error;
    if (cause instanceof ToolError && cause.stderrTail) await attempt.keepNote(`${cause.message}\n${cause.stderrTail}`);
    if (error instanceof MediaError) {
      log.warn({ code: error.code, reason: error.message }, 'source rejected');
      await fail(error.code, error.message);
      return { kind: 'rejected', reason: `${error.code}: ${error.message}` };
    }
    log.error({ err: error, is_last: attempt.isLast }, 'attempt failed');
    if (attempt.isLast)
      await fail('processing_failed', 'The video could not be processed. Please try uploading it again.');
    return { kind: 'retry', error };
  }
}
