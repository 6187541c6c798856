import { probeArriving } from '../fetch/probe-arriving.ts';
import { cutChunks } from '../plan/cut-chunks.ts';
import { makePlan } from '../plan/make-plan.ts';
import { probeSource } from '../probe/probe-source.ts';
import { loadPrepared, type Prepared, storePrepared } from './prepared.ts';
import type { EncodeInput, StepDeps } from './step-deps.ts';

/**
 * Looks at the original and decides what will be made of it. The decision is kept with the encode's intermediate
 * files: asked again, it stays the same. Throws `MediaError` for what no retry can mend.
 */
export async function prepare(input: EncodeInput & { earlyPublish: boolean }, deps: StepDeps): Promise<Prepared> {
  const decided = await loadPrepared(deps.store, input);
  if (decided) return decided;
  deps.report('probe', 0);
  const source = await deps.sources.acquire(input.originalKey, deps.signal);
  try {
    const options = { ...deps, ffprobe: deps.tools.ffprobe, maxFrameRate: deps.ladder.maxFrameRate };
    const early = source.arriving && (await probeArriving(source.arriving, options));
    const probe = early ?? (await probeSource(await source.whole(), options));
    const plan = makePlan(probe, deps.ladder);
    // What is drawn is drawn in one go.
    const earlyPublish = input.earlyPublish || plan.isDrawn;
    const isFirstAll = earlyPublish && plan.rungs.length === 1;
    const chunks = isFirstAll ? [] : cutChunks(plan, deps.chunkSec);
    return await storePrepared(deps.store, input, { probe, plan, chunks, earlyPublish });
  } finally {
    await source.release();
  }
}
