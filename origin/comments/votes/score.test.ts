import { expect, test } from 'bun:test';
import { rankOf } from './score.ts';

test('more likes, and surer ones, come first; what is only disliked comes last', () => {
  const ranked = [
    [1000, 10],
    [100, 1],
    [10, 0],
    [100, 60],
    [1, 0],
    [0, 0],
    [0, 1],
    [0, 10],
  ] as const;
  const ranks = ranked.map(([likes, dislikes]) => rankOf(likes, dislikes));
  expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
  expect(new Set(ranks).size).toBe(ranks.length);
});

test('is within its bounds, and nothing for as many of both', () => {
  expect(rankOf(0, 0)).toBe(0);
  expect(rankOf(7, 7)).toBe(0);
  expect(rankOf(1e9, 0)).toBeLessThanOrEqual(1);
  expect(rankOf(0, 1e9)).toBeGreaterThanOrEqual(-1);
});
