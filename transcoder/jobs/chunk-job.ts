import { chunkDurationSec } from '../plan/cut-chunks.ts';
import { expectedOutputBytes } from '../plan/output-bytes.ts';
import { type ChunkOutcome, chunkOutcomeSchema, encodeChunkStep } from '../steps/chunk.ts';
import { chunkRungs } from '../steps/prepared.ts';
import { chunkJobSchema } from './job-data.ts';
import type { JobDeps } from './job-deps.ts';
import { type JobHandler, needPrepared, parseData } from './job-handler.ts';
import { once } from './kept-work.ts';
import { runAttempt } from './run-attempt.ts';

/** Encodes one stretch of a video. */
export function chunkJob(deps: JobDeps): JobHandler {
  return async (job, token, stop): Promise<ChunkOutcome | null> => {
    const data = parseData(chunkJobSchema, job);
    const { video_id: videoId, encode, codec, index } = data;
    return runAttempt(deps, { job, token, stop, videoId, encode, codec }, async (stepDeps, reserve) => {
      const prepared = await needPrepared(deps, { videoId, encode });
      const chunk = prepared.chunks[index];
      const seconds = chunk ? chunkDurationSec(prepared.plan, chunk) : 0;
      const missingBytes = deps.sources.missingBytes(data.original_key, data.original_size_bytes);
      const copyBytes = prepared.plan.mayCopyTop ? data.original_size_bytes : 0;
      await reserve(missingBytes + copyBytes + expectedOutputBytes(chunkRungs(prepared), seconds));
      const part = { videoId, encode, name: `chunk-${index}`, schema: chunkOutcomeSchema };
      const outcome = await once(deps.store, part, () =>
        encodeChunkStep({ videoId, encode, originalKey: data.original_key, prepared, index }, stepDeps),
      );
      stepDeps.report(`chunk:${index}`, 1);
      return outcome;
    });
  };
}
