import { join } from 'node:path';
import * as z from 'zod';
import { encodeChunk } from '../pipeline/encode-chunk.ts';
import type { Chunk } from '../plan/cut-chunks.ts';
import type { SeekMode } from '../plan/encode-argv.ts';
import type { Rung } from '../plan/make-plan.ts';
import { type DecodeReport, isDamaged } from '../run/decode-report.ts';
import { MediaError, mediaMessages } from '../run/media-error.ts';
import { readEncoded } from '../verify/read-encoded.ts';
import { copyTopRung } from './copy-top-rung.ts';
import { chunkRungs, type Prepared, workFiles } from './prepared.ts';
import type { EncodeInput, Run, StepDeps } from './step-deps.ts';
import { withSource } from './with-scratch.ts';

export const chunkOutcomeSchema = z.object({
  kind: z.literal('chunk'),
  index: z.int(),
  /** By the rung's name; none when the source ended before this chunk. */
  frames: z.record(z.string(), z.int()),
});
export type ChunkOutcome = z.infer<typeof chunkOutcomeSchema>;

/** Encodes one stretch of the original into all rungs that are left and stores a file for each. */
export async function encodeChunkStep(
  input: EncodeInput & { prepared: Prepared; index: number },
  deps: StepDeps,
): Promise<ChunkOutcome> {
  const { prepared, index, videoId, encode } = input;
  const { plan, probe } = prepared;
  const chunk = prepared.chunks[index];
  if (!chunk) throw new Error(`the plan has no chunk ${index}`);
  deps.report(`chunk:${index}`, 0);
  return withSource(deps, input.originalKey, async ({ sourcePath, workDir }) => {
    const run: Run = { videoId, deps, probe, plan, sourcePath, workDir };
    const rungs = chunkRungs(prepared, await copyTopRung(run, encode));
    if (rungs.length === 0) return { kind: 'chunk', index, frames: {} };
    const pathOf = (rung: Rung) => join(workDir, `${rung.name}.mp4`);
    const attempt = async (seek: SeekMode) => {
      const decoded = await encodeChunk(run, chunk, rungs, pathOf, seek);
      const encoded = await Promise.all(rungs.map((rung) => readEncoded(pathOf(rung), rung)));
      const isWhole = encoded.every(({ video }) => video !== null && (video.times[0] ?? 1) === 0);
      return { decoded, encoded, isWhole };
    };
    let made = await attempt('near');
    if (!made.isWhole && chunk.startGop > 0) {
      deps.log.warn({ video_id: videoId, chunk: index }, 'seeking went astray; reading the source from its start');
      made = await attempt('from-start');
    }
    if (!prepared.earlyPublish) refuseDamage(made.decoded, chunk, run);
    const frames = rungs.map((rung, at) => [rung.name, made.encoded[at]?.frames ?? 0] as const);
    for (const [name, count] of frames) {
      if (count === 0) continue;
      deps.signal.throwIfAborted();
      await deps.store.putFile(workFiles.piece(videoId, encode, index, name), join(workDir, `${name}.mp4`), {
        contentType: 'video/mp4',
      });
    }
    deps.report(`chunk:${index}`, 1);
    return { kind: 'chunk', index, frames: Object.fromEntries(frames) };
  });
}

/** The first rung's decode says it of the whole source; without one, each chunk says it of its part. */
function refuseDamage(decoded: DecodeReport, chunk: Chunk, { plan, probe }: Run): void {
  const isCut = chunk.startGop > 0 || chunk.endGop !== null;
  // Packets read ahead of the cut are not decoded any more: those that were tried count.
  const packetsRead = decoded.framesDecoded + decoded.refusedPackets;
  const report = isCut ? { ...decoded, packetsRead } : decoded;
  if (isDamaged(report, { codec: probe.video.codec, interlaced: plan.deinterlace }))
    throw new MediaError('corrupt_media', mediaMessages.damaged);
}
