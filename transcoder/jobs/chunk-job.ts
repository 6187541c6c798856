import { chunkDurationSec } from '../plan/cut-chunks.ts';
import { expectedOutputBytes } from '../plan/output-bytes.ts';
import { type ChunkOutcome, encodeChunkStep } from '../steps/chunk.ts';
import { chunkRungs } from '../steps/prepared.ts';
import { chunkJobSchema } from './job-data.ts';
import type { JobDeps } from './job-deps.ts';
import { type JobHandler, needPrepared, parseData } from './job-handler.ts';
import { runAttempt } from './run-attempt.ts';

/** Encodes one stretch of a video. */
export function chunkJob(deps: JobDeps): JobHandler {
  return async (job, token, stop): Promise<ChunkOutcome | null> => {
    const data = parseData(chunkJobSchema, job);
    const { video_id: videoId, encode, index } = data;
    return runAttempt(deps, { job, token, stop, videoId, encode }, async (stepDeps, reserve) => {
      const prepared = await needPrepared(deps, { videoId, encode });
      const chunk = prepared.chunks[index];
      const seconds = chunk ? chunkDurationSec(prepared.plan, chunk) : 0;
      const missingBytes = deps.sources.missingBytes(data.original_key, data.original_size_bytes);
      await reserve(missingBytes + expectedOutputBytes(chunkRungs(prepared), seconds));
      return encodeChunkStep({ videoId, encode, originalKey: data.original_key, prepared, index }, stepDeps);
    });
  };
}
