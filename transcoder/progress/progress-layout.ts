import type { ProgressLayout } from '../../shared/media/transcode-progress.ts';
import { chunkDurationSec } from '../plan/cut-chunks.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { chunkRungs, type Prepared } from '../steps/prepared.ts';

/** Expected cost by pixels: decoding and scaling one costs about two fifths of encoding one (`./kinora bench pipeline`). */
export function progressLayout(prepared: Prepared): ProgressLayout {
  const { plan, probe, chunks, earlyPublish } = prepared;
  const decode = probe.video.codedWidth * probe.video.codedHeight * perSecond(plan.frameRate) * 0.4;
  const cost = (rungs: typeof plan.rungs) =>
    rungs.reduce((total, rung) => total + rung.width * rung.height * perSecond(rung.frameRate), 0);
  const others = chunkRungs(prepared);
  const first = earlyPublish ? decode + cost([plan.firstRung]) : decode / 50;
  const ladder = others.length > 0 ? decode + cost(others) : 0;
  const all = first + ladder;
  return {
    weights: { probe: all * 0.01, first_rung: first, ladder, package: all * 0.02, publish: all * 0.03 },
    chunks: chunks.map((chunk) => chunkDurationSec(plan, chunk)),
    rungs: { first: earlyPublish ? plan.firstRung.name : null, others: others.map((rung) => rung.name) },
  };
}
