import { expect, test } from 'bun:test';
import { planStoryboard, sheetCount, storyboardArgv, storyboardVtt } from './storyboard-plan.ts';

const wide = { width: 256, height: 144 };

test.each([
  [0.3, 1, 1, 1],
  [10, 1, 10, 1],
  [25, 1, 25, 1],
  [299.5, 1, 300, 3],
  [1200, 2, 600, 6],
  [3600, 4, 900, 9],
  [3 * 3600, 10, 1080, 11],
])('%p s: a tile each %p s, %p tiles on %p sheets', (durationSec, intervalSec, tileCount, sheets) => {
  const plan = planStoryboard(durationSec, wide);
  expect({ ...plan, sheets: sheetCount(plan) }).toMatchObject({ intervalSec, tileCount, sheets, tileWidth: 160 });
  expect(plan.tileHeight).toBe(90);
});

test('portrait tiles are as large as landscape ones', () => {
  expect(planStoryboard(10, { width: 144, height: 256 })).toMatchObject({ tileWidth: 90, tileHeight: 160 });
});

test('the file names sheets beside it, row by row, to the very end', () => {
  const plan = planStoryboard(101.25, wide);
  const cues = storyboardVtt(plan, 101.25).split('\n\n');
  expect(cues.slice(0, 3)).toEqual([
    'WEBVTT',
    '00:00:00.000 --> 00:00:01.000\nstoryboard-001.jpg#xywh=0,0,160,90',
    '00:00:01.000 --> 00:00:02.000\nstoryboard-001.jpg#xywh=160,0,160,90',
  ]);
  expect(cues[12]).toContain('storyboard-001.jpg#xywh=160,90,160,90');
  expect(cues.at(-1)?.trim()).toBe('00:01:41.000 --> 00:01:41.250\nstoryboard-002.jpg#xywh=160,0,160,90');
});

test.each([20, 1000])('the command line for %p s', (durationSec) => {
  expect(
    storyboardArgv(planStoryboard(durationSec, wide), '/work/144p.mp4', '/work/images').join(' '),
  ).toMatchSnapshot();
});
