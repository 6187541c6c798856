import { addCodecJobSchema } from '../../shared/contracts/transcode.ts';
import { prepareCodec } from '../steps/prepare-codec.ts';
import { addCodecFlow } from './codec-flow.ts';
import { createEncodeState } from './encode-state.ts';
import type { JobDeps } from './job-deps.ts';
import { type JobHandler, parseData } from './job-handler.ts';
import { runAttempt } from './run-attempt.ts';

/** Plans the rungs of a codec for a published video and adds the jobs that make them. */
export function addCodecJob(deps: JobDeps): JobHandler {
  return async (job, token, stop) => {
    const data = parseData(addCodecJobSchema, job);
    const encode = data.encode ?? deps.clock().toString(36);
    // Kept before anything is made under this name.
    if (data.encode === undefined) await job.updateData({ ...data, encode });
    const { video_id: videoId, codec, generation } = data;
    return runAttempt(deps, { job, token, stop, videoId, encode, codec }, async (stepDeps, reserve) => {
      await createEncodeState(deps.redis, { videoId, encode }).begin(deps.clock());
      await reserve(deps.sources.missingBytes(data.original_key, data.original_size_bytes));
      const input = { videoId, encode, originalKey: data.original_key, codec, generation };
      const prepared = await prepareCodec(input, stepDeps);
      const { attempts, backoff } = job.opts;
      const retries = {
        ...(attempts === undefined ? {} : { attempts }),
        ...(backoff === undefined ? {} : { backoff }),
      };
      await addCodecFlow(deps, { ...data, encode }, prepared, retries);
    });
  };
}
