import type { TranscodeProgress, TranscodeResult } from '../../shared/contracts/transcode.ts';
import { createSourceCache } from '../fetch/source-cache.ts';
import { progressLayout } from '../progress/progress-layout.ts';
import { createProgressTracker } from '../progress/progress-tracker.ts';
import { type ChunkOutcome, encodeChunkStep } from '../steps/chunk.ts';
import { finish } from '../steps/finish.ts';
import { firstRungStep } from '../steps/first-rung.ts';
import { prepare } from '../steps/prepare.ts';
import { removeWork } from '../steps/remove-work.ts';
import type { StepDeps } from '../steps/step-deps.ts';

export type PipelineInput = {
  videoId: string;
  originalKey: string;
  /** Publish the first rung while the rest is encoding. Default true. */
  earlyPublish?: boolean;
};

export type PipelineDeps = Omit<StepDeps, 'sources' | 'report' | 'chunkSec'> & {
  chunkSec?: number;
  onProgress: (progress: TranscodeProgress) => void;
  /** Called with `playable`, then with `ready`; awaited. */
  onResult: (result: TranscodeResult) => Promise<void>;
};

/**
 * Turns one original into a published set in this one process: the steps that jobs share out between many, one after
 * the other. Throws `MediaError` for what no retry can mend, anything else for what one may; the original is never
 * touched, and scratch and intermediate files are gone in every case.
 */
export async function runPipeline(input: PipelineInput, options: PipelineDeps): Promise<void> {
  const progress = createProgressTracker({ report: options.onProgress, now: () => performance.now() });
  const sources = createSourceCache({ ...options, maxIdleBytes: Number.POSITIVE_INFINITY });
  const deps: StepDeps = { ...options, chunkSec: options.chunkSec ?? 60, sources, report: progress.at };
  const startedMs = deps.clock();
  const encode = {
    videoId: input.videoId,
    encode: startedMs.toString(36),
    originalKey: input.originalKey,
  };
  try {
    const prepared = await prepare({ ...encode, earlyPublish: input.earlyPublish ?? true }, deps);
    progress.setLayout(progressLayout(prepared));
    progress.at('probe', 1);
    const generation = deps.clock().toString(36);
    const first = await firstRungStep({ ...encode, prepared, generation }, { ...deps, onPlayable: options.onResult });
    const chunks: ChunkOutcome[] = [];
    for (const { index } of prepared.chunks) chunks.push(await encodeChunkStep({ ...encode, prepared, index }, deps));
    await options.onResult(await finish({ ...encode, prepared, first, chunks }, deps));
  } finally {
    await sources.close();
    await removeWork(encode, deps);
  }
}
