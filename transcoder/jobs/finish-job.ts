import type { Job } from 'bullmq';
import * as z from 'zod';
import { chunkOutcomeSchema } from '../steps/chunk.ts';
import { finish } from '../steps/finish.ts';
import { firstRungOutcomeSchema } from '../steps/first-rung.ts';
import { removeWork } from '../steps/remove-work.ts';
import { createEncodeState } from './encode-state.ts';
import { encodeJobSchema } from './job-data.ts';
import type { JobDeps } from './job-deps.ts';
import { type JobHandler, needPrepared, parseData } from './job-handler.ts';
import { runAttempt } from './run-attempt.ts';
import { scratchBytes } from './scratch-bytes.ts';
import { sendResult } from './send-result.ts';

const outcomeSchema = z.discriminatedUnion('kind', [firstRungOutcomeSchema, chunkOutcomeSchema]);

/** Publishes a video once all its parts are there, and tidies up. */
export function finishJob(deps: JobDeps): JobHandler {
  return async (job, token, stop): Promise<null> => {
    const data = parseData(encodeJobSchema, job);
    const { video_id: videoId, encode } = data;
    return runAttempt(deps, { job, token, stop, videoId, encode }, async (stepDeps, reserve) => {
      const state = createEncodeState(deps.redis, { videoId, encode });
      // An attempt that was killed while tidying up has sent its result.
      if (!(await state.isDone())) {
        const prepared = await needPrepared(deps, { videoId, encode });
        const { first, chunks } = await outcomesOf(job);
        // Once joined, once packaged.
        await reserve(await scratchBytes(deps, { videoId, encode }, 2));
        const input = { videoId, encode, originalKey: data.original_key, prepared, first, chunks };
        const result = await finish(input, stepDeps);
        await sendResult(deps, encode, result);
        await state.markDone();
        stepDeps.log.info({ kind: result.kind, duration_sec: prepared.plan.durationSec }, 'result sent');
      }
      await removeWork({ videoId, encode }, deps);
      return null;
    });
  };
}

async function outcomesOf(job: Job<unknown, unknown, string>) {
  const outcomes = Object.values(await job.getChildrenValues()).map((value) => outcomeSchema.parse(value));
  const first = outcomes.find((outcome) => outcome.kind === 'first-rung');
  if (!first) throw new Error('there is no first rung');
  return { first, chunks: outcomes.filter((outcome) => outcome.kind === 'chunk') };
}
