import { expect, test } from 'bun:test';
import { type Box, nearest } from './nearest.ts';

const box = (left: number, top: number, width = 100, height = 60): Box => ({
  ...{ left, top, right: left + width, bottom: top + height },
});
/** Three columns and two rows, and a wide header above. */
const grid = [box(0, 0), box(120, 0), box(240, 0), box(0, 80), box(120, 80), box(240, 80)];
const header = box(0, -100, 340, 40);

test.each([
  ['right', 0, 1],
  ['left', 1, 0],
  ['down', 1, 4],
  ['up', 5, 2],
  ['right', 2, -1],
  ['down', 4, -1],
] as const)('one step %s of box %d leads to %d', (direction, from, to) => {
  const start = grid[from] ?? header;
  expect(nearest(start, grid, direction)).toBe(to);
});

test('from a wide box the nearest below it in line is meant', () => {
  expect(nearest(header, grid, 'down')).toBe(1);
  expect(nearest(box(0, 0), [header], 'up')).toBe(0);
});

test('what is just beside the line is reached when nothing is in it', () => {
  expect(nearest(box(0, 0), [box(150, 200)], 'down')).toBe(0);
});
