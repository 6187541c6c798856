import type { TranscodeProgress, TranscodeStage } from '../../shared/contracts/transcode.ts';
import type { Plan } from '../plan/make-plan.ts';
import { perSecond } from '../probe/frame-rate.ts';
import type { ProbedVideo } from '../probe/parse-probe.ts';

type Stage = Exclude<TranscodeStage, 'queued'>;
export type StageWeights = Record<Stage, number>;
const order: Stage[] = ['probe', 'first_rung', 'ladder', 'package', 'publish'];

export type ProgressTracker = {
  setWeights(weights: StageWeights): void;
  /** `fraction` 0–1 of `stage`. Going back is ignored. */
  at(stage: Stage, fraction: number): void;
};

const reportEveryMs = 250;
/** What is reported while running stays below 100: that is said by the result. */
const ceilingPercent = 99;

/**
 * One percent that only grows, from real progress of each stage weighted by its expected cost, with an estimate of the
 * time left from the pace so far. `now` is a monotonic millisecond clock.
 */
export function createProgressTracker(options: {
  report: (progress: TranscodeProgress) => void;
  now: () => number;
  floorPercent?: number;
}): ProgressTracker {
  const startedMs = options.now();
  let weights: StageWeights = { probe: 1, first_rung: 30, ladder: 60, package: 5, publish: 4 };
  let current: Stage = 'probe';
  let shownPercent = options.floorPercent ?? 0;
  let lastReportMs = Number.NEGATIVE_INFINITY;
  return {
    setWeights(next) {
      weights = next;
    },
    at(stage, fraction) {
      if (order.indexOf(stage) < order.indexOf(current)) return;
      const nowMs = options.now();
      const isNewStage = stage !== current;
      current = stage;
      const total = order.reduce((sum, name) => sum + weights[name], 0);
      const before = order.slice(0, order.indexOf(stage)).reduce((sum, name) => sum + weights[name], 0);
      const done = (before + weights[stage] * Math.min(1, Math.max(0, fraction))) / total;
      shownPercent = Math.max(shownPercent, Math.min(ceilingPercent, Number((done * 100).toFixed(1))));
      if (!isNewStage && nowMs - lastReportMs < reportEveryMs) return;
      lastReportMs = nowMs;
      const elapsedSec = (nowMs - startedMs) / 1000;
      options.report({
        stage,
        percent: shownPercent,
        estimated_seconds_remaining: done > 0.02 && elapsedSec > 1 ? Math.ceil((elapsedSec * (1 - done)) / done) : null,
      });
    },
  };
}

/** Expected cost by pixels: decoding one costs about a fifth of encoding one, and the source is decoded twice. */
export function stageWeights(plan: Plan, video: ProbedVideo): StageWeights {
  const decode = (video.codedWidth * video.codedHeight * perSecond(plan.frameRate)) / 5;
  const encode = plan.rungs.map((rung) => rung.width * rung.height * perSecond(rung.frameRate));
  const first = encode[plan.rungs.indexOf(plan.firstRung)] ?? 0;
  const rest = encode.reduce((sum, cost) => sum + cost, 0) - first;
  const ladder = plan.rungs.length > 1 ? decode + rest : 0;
  const all = decode + first + ladder;
  return { probe: all * 0.01, first_rung: decode + first, ladder, package: all * 0.02, publish: all * 0.03 };
}
