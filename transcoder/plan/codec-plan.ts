import type { Av1Policy, LadderPreset } from '../../shared/media/ladder.ts';
import type { AddedCodec } from '../../shared/media/video-codecs.ts';
import { perSecond } from '../probe/frame-rate.ts';
import type { Probe, ProbedVideo } from '../probe/parse-probe.ts';
import { makePlan, type Plan, type Rung } from './make-plan.ts';
import type { SetPlan } from './package-set-argv.ts';

/**
 * The plan for adding a codec to a published set: each of its H.264 rungs once more, with the same size, rate and key
 * frames, whatever the ladder has become since.
 */
export function planCodec(
  probe: Probe & { video: ProbedVideo },
  preset: LadderPreset,
  set: SetPlan,
  codec: AddedCodec,
): Plan {
  const h264 = set.rungs.filter((rung) => rung.codec === 'h264');
  const rungs = h264.map((rung) => inCodec(rung, codec, preset.av1));
  const [first] = rungs;
  if (!first) throw new Error('the published set has no rungs');
  return {
    ...makePlan(probe, preset),
    frameRate: set.frameRate,
    rungs,
    firstRung: first,
    mayCopyTop: false,
    gopSec: first.gopFrames / perSecond(first.frameRate),
    segmentSec: set.segmentSec,
  };
}

function inCodec(rung: Rung, codec: AddedCodec, policy: Av1Policy): Rung {
  return {
    ...rung,
    name: `${rung.name}-${codec}`,
    codec,
    crf: policy.crf,
    maxrateKbps: Math.round(rung.maxrateKbps * policy.maxrateFactor),
    bufsizeKbps: Math.round(rung.bufsizeKbps * policy.maxrateFactor),
  };
}
