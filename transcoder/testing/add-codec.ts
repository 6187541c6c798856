import type { PublishedResult } from '../../shared/contracts/transcode.ts';
import type { AddedCodec } from '../../shared/media/video-codecs.ts';
import { createSourceCache } from '../fetch/source-cache.ts';
import { type ChunkOutcome, encodeChunkStep } from '../steps/chunk.ts';
import { finishCodec } from '../steps/finish-codec.ts';
import { prepareCodec } from '../steps/prepare-codec.ts';
import type { StepDeps } from '../steps/step-deps.ts';
import { originalKey, type pipelineIn, videoId } from './run-clip.ts';

/** Encodes the rungs of `codec` for a set that the pipeline has published: the steps that jobs share out. */
export async function addCodec(
  { deps: options, store }: Awaited<ReturnType<typeof pipelineIn>>,
  set: PublishedResult,
  codec: AddedCodec,
): Promise<void> {
  const sources = createSourceCache({ store, workRoot: options.workRoot, maxIdleBytes: 0 });
  const deps: StepDeps = { ...options, chunkSec: options.chunkSec ?? 60, sources, report: () => {} };
  const encode = { videoId, encode: 'codec', originalKey };
  try {
    const prepared = await prepareCodec({ ...encode, codec, generation: set.generation }, deps);
    const chunks: ChunkOutcome[] = [];
    for (const { index } of prepared.chunks) chunks.push(await encodeChunkStep({ ...encode, prepared, index }, deps));
    await finishCodec({ ...encode, codec, prepared, chunks, durationSec: set.duration_sec }, deps);
  } finally {
    await sources.close();
  }
}
