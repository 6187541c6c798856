import { describe, expect, test } from 'bun:test';
import { fold, minWatchMsOf, type WatchReport, type WatchState } from './watch-session.ts';

const rules = { minWatchMs: 10_000, durationSec: 60 };
const atMs = Date.UTC(2026, 4, 1);
const report = (sec: number, positionSec: number, more: Partial<WatchReport> = {}): WatchReport => ({
  ...{ atMs: atMs + sec * 1000, positionSec, isComplete: false, userId: null },
  ...more,
});
const foldAll = (reports: WatchReport[], before: WatchState | null = null) =>
  reports.reduce<WatchState | null>((state, one) => fold(state, one, rules), before);

describe('watch time', () => {
  const evenly = [0, 10, 20, 30].map((sec) => report(sec, sec));

  test('is the sum of what was played between reports', () => {
    expect(foldAll(evenly)).toMatchObject({ watchedMs: 30_000, isCounted: true });
  });

  test('is the same in every order, and with every report twice', () => {
    for (const order of [evenly.toReversed(), [2, 0, 3, 1].map((at) => evenly[at] ?? report(0, 0))]) {
      expect(foldAll(order)).toEqual(foldAll(evenly));
      expect(foldAll([...order, ...evenly, ...order])).toEqual(foldAll(evenly));
    }
  });

  test('is never more than the time that passed', () => {
    expect(foldAll([report(0, 0), report(2, 50)])).toMatchObject({ watchedMs: 2_000, isCounted: false });
  });

  test('does not grow while the position stays, nor when it goes back', () => {
    expect(foldAll([report(0, 0), report(5, 5), report(600, 5), report(610, 2)])).toMatchObject({ watchedMs: 5_000 });
  });

  test('what a viewer at double speed spends counts, not what the video is long', () => {
    expect(foldAll([report(0, 0), report(10, 20), report(20, 40)])).toMatchObject({ watchedMs: 20_000 });
  });
});

test('a position behind the end of the video is no report', () => {
  const before = foldAll([report(0, 0)]);
  expect(fold(before, report(20, 4_000), rules)).toEqual(before);
  expect(fold(null, report(20, 4_000), rules)).toBeNull();
});

test('a view is counted when it has lasted, and stays counted', () => {
  expect(foldAll([report(0, 0), report(9.9, 9.9)])).toMatchObject({ isCounted: false });
  expect(foldAll([report(0, 0), report(10, 10)])).toMatchObject({ isCounted: true });
});

test('who was signed in once is who watches on, and an end is not taken back', () => {
  const state = foldAll([report(0, 0, { userId: 'ann' }), report(5, 60, { isComplete: true }), report(6, 0)]);
  expect(state).toMatchObject({ userId: 'ann', isComplete: true });
});

test.each([
  [60, 10_000, 10_000],
  [8, 10_000, 4_000],
  [null, 10_000, 10_000],
  [8, 0, 0],
])('of a video of %p s with a minimum of %d ms, %d ms must be watched', (durationSec, minWatchMs, expected) => {
  expect(minWatchMsOf({ durationSec, minWatchMs })).toBe(expected);
});
