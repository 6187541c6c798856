import type { AddedCodec } from '../../shared/media/video-codecs.ts';
import { fetchPieces } from '../pipeline/fetch-pieces.ts';
import { joinPieces } from '../pipeline/join-pieces.ts';
import type { Rung } from '../plan/make-plan.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { storeCodecRungs } from '../publish/codec-rungs.ts';
import { readEncoded } from '../verify/read-encoded.ts';
import { verifyFrames } from '../verify/verify-frames.ts';
import type { ChunkOutcome } from './chunk.ts';
import type { Prepared } from './prepared.ts';
import type { EncodeInput, StepDeps } from './step-deps.ts';
import { withWorkDir } from './with-scratch.ts';

export type FinishCodecInput = Pick<EncodeInput, 'videoId' | 'encode'> & {
  codec: AddedCodec;
  prepared: Prepared;
  chunks: readonly ChunkOutcome[];
  /** Of the published set. */
  durationSec: number;
};

/** A rung of half the rate may lack the last frame, or have it while the others do not. */
const toleratedFrames = 2.1;

/**
 * Joins the pieces of a codec's rungs and keeps them for the next packaging, if every frame and key frame is where the
 * published set has its own.
 */
export async function finishCodec(input: FinishCodecInput, deps: StepDeps): Promise<void> {
  const { prepared, durationSec } = input;
  const { plan } = prepared;
  await withWorkDir(deps, async (workDir) => {
    const joined = await joinPieces(plan, await fetchPieces(input, workDir, deps), workDir, deps);
    const pathOf = (rung: Rung) => {
      const path = joined.get(rung.name);
      if (path === undefined) throw new Error(`no file for ${rung.name}`);
      return path;
    };
    for (const rung of plan.rungs) {
      const { frames, video } = await readEncoded(pathOf(rung), rung);
      if (!video) throw new Error(`${rung.name} has no video`);
      const expected = durationSec * perSecond(rung.frameRate);
      if (Math.abs(frames - expected) > toleratedFrames)
        throw new Error(`${rung.name} has ${frames} frames instead of ${Math.round(expected)}`);
      verifyFrames(rung, video);
    }
    deps.signal.throwIfAborted();
    await storeCodecRungs(deps.store, input, plan.rungs, pathOf);
  });
}
