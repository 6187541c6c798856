import { expect, test } from 'bun:test';
import type { TranscodeProgress } from '../../shared/contracts/transcode.ts';
import { createProgressTracker } from './progress.ts';

function tracked(floorPercent = 0) {
  const reports: TranscodeProgress[] = [];
  const clock = { ms: 0 };
  const tracker = createProgressTracker({ report: (p) => reports.push(p), now: () => clock.ms, floorPercent });
  tracker.setWeights({ probe: 0, first_rung: 50, ladder: 40, package: 5, publish: 5 });
  return { reports, clock, tracker };
}

test('only grows, through the stages, and estimates from the pace', () => {
  const { reports, clock, tracker } = tracked();
  const steps = [
    ['first_rung', 0.5],
    ['first_rung', 0.2],
    ['ladder', 0.5],
    ['first_rung', 0.9],
    ['publish', 1],
  ] as const;
  for (const [stage, fraction] of steps) {
    clock.ms += 10_000;
    tracker.at(stage, fraction);
  }
  expect(reports).toEqual([
    { stage: 'first_rung', percent: 25, estimated_seconds_remaining: 30 },
    { stage: 'first_rung', percent: 25, estimated_seconds_remaining: 180 },
    { stage: 'ladder', percent: 70, estimated_seconds_remaining: 13 },
    { stage: 'publish', percent: 99, estimated_seconds_remaining: 0 },
  ]);
});

test('reports at most four times a second, a new stage at once', () => {
  const { reports, clock, tracker } = tracked();
  for (let i = 0; i <= 100; i++) {
    clock.ms = i * 10;
    tracker.at('first_rung', i / 100);
  }
  tracker.at('ladder', 0);
  expect(reports.filter((report) => report.stage === 'first_rung')).toHaveLength(5);
  expect(reports.at(-1)?.stage).toBe('ladder');
});

test('a second attempt starts where the first was seen', () => {
  const { reports, clock, tracker } = tracked(42);
  clock.ms = 1000;
  tracker.at('first_rung', 0.1);
  expect(reports[0]?.percent).toBe(42);
});
