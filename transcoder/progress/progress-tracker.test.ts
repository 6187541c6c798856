import { expect, test } from 'bun:test';
import type { TranscodeProgress } from '../../shared/contracts/transcode.ts';
import { createProgressTracker } from './progress-tracker.ts';

function tracked() {
  const reports: TranscodeProgress[] = [];
  const clock = { ms: 0 };
  const tracker = createProgressTracker({ report: (progress) => reports.push(progress), now: () => clock.ms });
  const weights = { probe: 0, first_rung: 50, ladder: 40, package: 5, publish: 5 };
  tracker.setLayout({ weights, chunks: [1, 1], rungs: { first: '360p', others: ['720p'] } });
  return { reports, clock, tracker };
}

test('only grows, through the stages', () => {
  const { reports, clock, tracker } = tracked();
  const steps = [
    ['first_rung', 0.5],
    ['first_rung', 0.2],
    ['first_rung', 1],
    ['chunk:0', 1],
    ['chunk:0', 0],
    ['chunk:1', 1],
    ['package', 1],
    ['publish', 1],
  ] as const;
  for (const [part, fraction] of steps) {
    clock.ms += 10_000;
    tracker.at(part, fraction);
  }
  expect(reports.map(({ stage, percent }) => [stage, percent])).toEqual([
    ['first_rung', 25],
    ['first_rung', 25],
    ['first_rung', 50],
    ['ladder', 70],
    ['ladder', 70],
    ['ladder', 90],
    ['package', 95],
    ['publish', 99],
  ]);
});

test('reports at most four times a second, a new stage at once', () => {
  const { reports, clock, tracker } = tracked();
  for (let i = 0; i <= 100; i++) {
    clock.ms = i * 10;
    tracker.at('first_rung', i / 100);
  }
  tracker.at('chunk:0', 0);
  expect(reports.filter((report) => report.stage === 'first_rung')).toHaveLength(5);
  expect(reports.at(-1)?.stage).toBe('ladder');
});
