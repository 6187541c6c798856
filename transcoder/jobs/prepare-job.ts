import { transcodeJobSchema } from '../../shared/contracts/transcode.ts';
import { progressLayout } from '../progress/progress-layout.ts';
import { prepare } from '../steps/prepare.ts';
import { addEncodeFlow } from './encode-flow.ts';
import { createEncodeState } from './encode-state.ts';
import type { JobDeps } from './job-deps.ts';
import { type JobHandler, parseData } from './job-handler.ts';
import { findKeptWork } from './kept-work.ts';
import { runAttempt } from './run-attempt.ts';

/**
 * Plans a video and adds the jobs that make it. Done again after a crash at any point, it adds nothing twice. Parts that
 * an earlier attempt had finished when it was given up are taken over.
 */
export function prepareJob(deps: JobDeps): JobHandler {
  return async (job, token, stop) => {
    const data = parseData(transcodeJobSchema, job);
    const videoId = data.video_id;
    const kept = data.encode === undefined ? await findKeptWork(deps.store, videoId) : null;
    if (kept !== null) await createEncodeState(deps.redis, { videoId, encode: kept }).forget();
    const encode = data.encode ?? kept ?? deps.clock().toString(36);
    // Kept before anything is made under this name.
    if (data.encode === undefined) await job.updateData({ ...data, encode });
    const input = { videoId, encode, originalKey: data.original_key };
    return runAttempt(deps, { job, token, stop, videoId, encode }, async (stepDeps, reserve) => {
      const state = createEncodeState(deps.redis, input);
      await state.begin(deps.clock());
      await reserve(deps.sources.missingBytes(data.original_key, data.original_size_bytes));
      const prepared = await prepare({ ...input, earlyPublish: true }, stepDeps);
      await state.setLayout(progressLayout(prepared));
      stepDeps.report('probe', 1);
      const { attempts, backoff } = job.opts;
      const retries = {
        ...(attempts === undefined ? {} : { attempts }),
        ...(backoff === undefined ? {} : { backoff }),
      };
      await addEncodeFlow(deps, { ...data, encode }, prepared, retries);
    });
  };
}
