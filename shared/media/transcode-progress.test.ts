import { expect, test } from 'bun:test';
import { type ProgressLayout, type ProgressPart, readProgress, summarizeProgress } from './transcode-progress.ts';

const layout: ProgressLayout = {
  weights: { probe: 0, first_rung: 40, ladder: 50, package: 5, publish: 5 },
  chunks: [30, 30, 40],
  rungs: { first: '360p', others: ['144p', '720p'] },
};
const at = (parts: Partial<Record<ProgressPart, number>>, elapsedMs = 0) =>
  summarizeProgress(layout, (part) => parts[part], elapsedMs);

test.each([
  ['nothing', {}, 'probe', 0],
  ['the first rung alone', { probe: 1, first_rung: 0.5 }, 'first_rung', 20],
  ['chunks beside the first rung', { first_rung: 0.5, 'chunk:0': 1, 'chunk:2': 0.5 }, 'first_rung', 45],
  ['chunks after it', { first_rung: 1, 'chunk:1': 0.5 }, 'ladder', 47.5],
  ['the package', { first_rung: 1, 'chunk:0': 1, 'chunk:1': 1, 'chunk:2': 1, package: 0 }, 'package', 90],
  ['everything', { first_rung: 1, 'chunk:0': 1, 'chunk:1': 1, 'chunk:2': 1, package: 1, publish: 1 }, 'publish', 99],
] as const)('%s', (_, parts, stage, percent) => {
  expect(at(parts)).toMatchObject({ stage, percent });
});

test('tells of each stage and each rendition', () => {
  expect(at({ probe: 1, first_rung: 0.5, 'chunk:0': 1 })).toMatchObject({
    stage_percents: { probe: 100, first_rung: 50, ladder: 30, package: 0, publish: 0 },
    rung_percents: { '360p': 50, '144p': 30, '720p': 30 },
  });
});

test('estimates from the pace so far, once there is one', () => {
  const half = { first_rung: 0.5, 'chunk:0': 1, 'chunk:2': 0.375 } as const;
  expect(at(half, 500).estimated_seconds_remaining).toBeNull();
  expect(at(half, 10_000).estimated_seconds_remaining).toBe(14);
  expect(at({ first_rung: 0.01 }, 10_000).estimated_seconds_remaining).toBeNull();
});

test('a video with no rung but the first has no ladder to wait for', () => {
  const alone = { ...layout, weights: { ...layout.weights, ladder: 0 }, chunks: [] };
  const parts: Partial<Record<ProgressPart, number>> = { first_rung: 1, package: 1, publish: 1 };
  expect(summarizeProgress(alone, (part) => parts[part], 0)).toMatchObject({ stage: 'publish', percent: 99 });
});

test('reads what the jobs of an encode have written', () => {
  expect(readProgress({ started_at_ms: '1000' })).toBeNull();
  const fields = { layout: JSON.stringify(layout), started_at_ms: '1000', reported_at_ms: '11000' };
  expect(readProgress({ ...fields, first_rung: '1.0000', 'chunk:1': '0.5' })).toMatchObject({
    stage: 'ladder',
    percent: 47.5,
    estimated_seconds_remaining: 12,
  });
});
