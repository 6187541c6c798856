import { objectKeys } from '../../shared/media/object-keys.ts';
import type { AddedCodec } from '../../shared/media/video-codecs.ts';
import { planCodec } from '../plan/codec-plan.ts';
import { cutChunks } from '../plan/cut-chunks.ts';
import { probeSource } from '../probe/probe-source.ts';
import { loadSetPlan } from '../publish/set-plan-file.ts';
import { loadPrepared, type Prepared, storePrepared } from './prepared.ts';
import type { EncodeInput, StepDeps } from './step-deps.ts';

/** Decides how a codec is added to the set of `generation`. Asked again, the decision stays the same. */
export async function prepareCodec(
  input: EncodeInput & { codec: AddedCodec; generation: string },
  deps: StepDeps,
): Promise<Prepared> {
  const decided = await loadPrepared(deps.store, input);
  if (decided) return decided;
  const set = await loadSetPlan(deps.store, objectKeys.generationPrefix(input.videoId, input.generation));
  const source = await deps.sources.acquire(input.originalKey, deps.signal);
  try {
    const options = { ...deps, ffprobe: deps.tools.ffprobe, maxFrameRate: deps.ladder.maxFrameRate };
    const probe = await probeSource(await source.whole(), options);
    const plan = planCodec(probe, deps.ladder, set, input.codec);
    const chunks = cutChunks(plan, deps.chunkSec);
    return await storePrepared(deps.store, input, { probe, plan, chunks, earlyPublish: false });
  } finally {
    await source.release();
  }
}
