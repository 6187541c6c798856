import { describe, expect, test } from 'bun:test';
import { checkCues, isFault } from './check-cues.ts';
import { mergeCues, newCue, splitCue } from './edit-cues.ts';
import { readTime } from './read-time.ts';

const cue = (startMs: number, endMs: number, text = 'x') => ({ startMs, endMs, settings: '', text });

test.each([
  ['75', 75_000],
  ['1:15.5', 75_500],
  [' 00:01:15,005 ', 75_005],
  ['1:01:00', 3_660_000],
  ['٠١:١٥٫٥', 75_500],
  ['1:75', null],
  ['-1', null],
  ['1:2:3:4', null],
  ['soon', null],
  ['', null],
])('the time %p is %p ms', (text, expected) => {
  expect(readTime(text)).toBe(expected);
});

test('a new caption ends where the next one begins, or the video does', () => {
  expect(newCue([], 1_000, 60_000)).toEqual(cue(1_000, 3_000, ''));
  expect(newCue([cue(0, 1_000), cue(1_800, 2_500)], 1_000, 60_000).endMs).toBe(1_800);
  expect(newCue([], 59_500, 60_000).endMs).toBe(60_000);
  expect(newCue([], 61_000, 60_000).endMs).toBe(63_000);
});

describe('a caption is split', () => {
  const whole = { ...cue(1_000, 3_000, 'The tide comes in'), settings: 'line:0' };
  test.each([
    ['where the player and the cursor are', 1_500, 4, 1_500, 'The', 'tide comes in'],
    ['in the middle, where they are elsewhere', 9_000, 0, 2_000, 'The tide', 'comes in'],
    ['at its end', 3_000, 17, 2_000, 'The tide', 'comes in'],
  ])('%s', (_, atMs, atChar, middleMs, before, after) => {
    expect(splitCue(whole, atMs, atChar)).toEqual([
      { ...whole, endMs: middleMs, text: before },
      { ...whole, startMs: middleMs, text: after },
    ]);
  });

  test('though it is one word', () => {
    expect(splitCue(cue(0, 2, 'Tide'), 0, 0).map(({ text }) => text)).toEqual(['Tide', '']);
  });
});

test('two are merged, and an empty one adds no line', () => {
  expect(mergeCues(cue(0, 1_000, 'a'), cue(1_500, 2_000, 'b'))).toEqual(cue(0, 2_000, 'a\nb'));
  expect(mergeCues(cue(0, 3_000, 'a'), cue(1_500, 2_000, ' '))).toEqual(cue(0, 3_000, 'a'));
});

test('what is wrong is said of each, and only what cannot be kept is a fault', () => {
  const problems = checkCues(
    [
      { ...cue(0, 1), startMs: null },
      { ...cue(0, 1), endMs: null },
      cue(2_000, 2_000),
      cue(2_000, 3_000, ' \n'),
      cue(9_000, 9_900),
      cue(5_000, 8_000),
      cue(6_000, 7_000),
      cue(7_500, 8_500),
      cue(8_500, 8_600),
      cue(10_000, 11_000),
    ],
    10_000,
  );
  expect(problems).toEqual(['start', 'end', 'order', 'text', null, null, 'overlap', 'overlap', null, 'late']);
  expect(problems.filter(isFault)).toEqual(['start', 'end', 'order', 'text']);
});
