import { addCodecJobSchema, generationSchema } from '../../shared/contracts/transcode.ts';
import { chunkOutcomeSchema } from '../steps/chunk.ts';
import { finishCodec } from '../steps/finish-codec.ts';
import { removeWork } from '../steps/remove-work.ts';
import { createEncodeState } from './encode-state.ts';
import type { JobDeps } from './job-deps.ts';
import { type JobHandler, needPrepared, parseData } from './job-handler.ts';
import { runAttempt } from './run-attempt.ts';
import { scratchBytes } from './scratch-bytes.ts';
import { sendResult } from './send-result.ts';

const dataSchema = addCodecJobSchema.extend({ encode: generationSchema });

/** Keeps the rungs of a codec once all their chunks are there, tells origin, and tidies up. */
export function finishCodecJob(deps: JobDeps): JobHandler {
  return async (job, token, stop): Promise<null> => {
    const { video_id: videoId, encode, codec, duration_sec: durationSec } = parseData(dataSchema, job);
    return runAttempt(deps, { job, token, stop, videoId, encode, codec }, async (stepDeps, reserve) => {
      const state = createEncodeState(deps.redis, { videoId, encode });
      // An attempt that was killed while tidying up has sent its result.
      if (!(await state.isDone())) {
        const prepared = await needPrepared(deps, { videoId, encode });
        const chunks = Object.values(await job.getChildrenValues()).map((value) => chunkOutcomeSchema.parse(value));
        await reserve(await scratchBytes(deps, { videoId, encode }, 1));
        await finishCodec({ videoId, encode, codec, prepared, chunks, durationSec }, stepDeps);
        await sendResult(deps, encode, { kind: 'codec_made', video_id: videoId, codec });
        await state.markDone();
      }
      await removeWork({ videoId, encode }, deps);
      return null;
    });
  };
}
