import type { TranscodeProgress } from '../../shared/contracts/transcode.ts';
import { type ProgressLayout, type ProgressPart, summarizeProgress } from '../../shared/media/transcode-progress.ts';
import type { ReportProgress } from './report-progress.ts';

const reportEveryMs = 250;

/** Sums up the parts of an encode that runs in this one process. `now` is a monotonic millisecond clock. */
export function createProgressTracker(options: { report: (progress: TranscodeProgress) => void; now: () => number }): {
  setLayout(layout: ProgressLayout): void;
  at: ReportProgress;
} {
  const startedMs = options.now();
  const parts = new Map<ProgressPart, number>();
  let layout: ProgressLayout | null = null;
  let last: TranscodeProgress | null = null;
  let lastReportMs = Number.NEGATIVE_INFINITY;
  return {
    setLayout(next) {
      layout = next;
    },
    at(part, fraction) {
      parts.set(part, Math.max(parts.get(part) ?? 0, fraction));
      const nowMs = options.now();
      const summary = summarizeProgress(layout, (name) => parts.get(name), nowMs - startedMs);
      const progress = { ...summary, percent: Math.max(summary.percent, last?.percent ?? 0) };
      if (progress.stage === last?.stage && nowMs - lastReportMs < reportEveryMs) return;
      lastReportMs = nowMs;
      last = progress;
      options.report(progress);
    },
  };
}
