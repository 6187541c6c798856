import { expect, test } from 'bun:test';
import { atEachSize, sizesAsked } from './at-each-size.ts';

test('several sizes are measured smallest first', () => {
  expect(sizesAsked(500, undefined)).toEqual([500]);
  expect(sizesAsked(500, [1000, 20])).toEqual([20, 1000]);
});

test('the largest size has the names, the others stand beside it and in the table', async () => {
  const notes: string[] = [];
  const measure = async (videos: number) => ({
    figures: { videos, read_ms: videos / 1_000 },
    ratios: { read_vs_5_ms: videos / 5_000 },
  });
  const { figures, ratios } = await atEachSize([1_000, 25_500], (line) => notes.push(line), measure);
  expect(figures).toEqual({ videos: 25_500, read_ms: 25.5, at_1000_videos: 1_000, at_1000_read_ms: 1 });
  expect(ratios).toEqual({ read_vs_5_ms: 5.1 });
  expect(notes.slice(-3)).toEqual(['|  | 1,000 | 25,500 |', '| --- | ---: | ---: |', '| read_ms | 1 | 25.5 |']);
});
