import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import { isNewerGeneration } from '../../shared/media/object-keys.ts';
import { expectedOutputBytes } from '../plan/output-bytes.ts';
import { type FirstRungOutcome, firstRungOutcomeSchema, firstRungStep } from '../steps/first-rung.ts';
import { firstRungJobSchema } from './job-data.ts';
import type { JobDeps } from './job-deps.ts';
import { type JobHandler, needPrepared, parseData } from './job-handler.ts';
import { once } from './kept-work.ts';
import { runAttempt } from './run-attempt.ts';
import { sendResult } from './send-result.ts';

/** Makes a video playable: the first rung, published while it is encoded. */
export function firstRungJob(deps: JobDeps): JobHandler {
  return async (job, token, stop): Promise<FirstRungOutcome | null> => {
    const data = parseData(firstRungJobSchema, job);
    const { video_id: videoId, encode } = data;
    return runAttempt(deps, { job, token, stop, videoId, encode }, async (stepDeps, reserve) => {
      const prepared = await needPrepared(deps, { videoId, encode });
      const { plan } = prepared;
      const outputBytes = expectedOutputBytes([plan.firstRung], plan.durationSec);
      await reserve(deps.sources.missingBytes(data.original_key, data.original_size_bytes) + 2 * outputBytes);
      const generation = nextGeneration(data.generation, deps.clock());
      // Kept before anything is published there: segments of two attempts must not mix below one address.
      await job.updateData({ ...data, generation });
      const mayReadInOrder = job.attemptsMade === 0 && (job.opts.attempts ?? 1) > 1;
      const startedMs = performance.now();
      const onPlayable = async (result: TranscodeResult) => {
        await sendResult(deps, encode, result);
        stepDeps.log.info({ kind: result.kind, after_ms: Math.round(performance.now() - startedMs) }, 'result sent');
      };
      const part = { videoId, encode, name: 'first-rung', schema: firstRungOutcomeSchema };
      const outcome = await once(deps.store, part, () =>
        firstRungStep(
          { videoId, encode, originalKey: data.original_key, prepared, generation, mayReadInOrder },
          { ...stepDeps, onPlayable },
        ),
      );
      stepDeps.report('first_rung', 1);
      return outcome;
    });
  };
}

/** Of now, and in any case newer than `earlier`: the machine of the attempt before may have had another clock. */
function nextGeneration(earlier: string | undefined, nowMs: number): string {
  const now = nowMs.toString(36);
  if (earlier === undefined || isNewerGeneration(now, earlier)) return now;
  return (Number.parseInt(earlier, 36) + 1).toString(36);
}
