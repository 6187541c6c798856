import { expect, test } from 'bun:test';
import { frugalBatches } from './frugal-chunks.ts';

async function* chunksOf(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const [index, size] of sizes.entries()) yield new Uint8Array(size).fill(index);
}

test.each([
  ['full chunks, half a megabyte at a time', Array<number>(20).fill(65_536), [8, 8, 4]],
  ['a large chunk by itself', [2_000_000, 10], [1, 1]],
  ['a trickle, well below what one write takes', Array<number>(600).fill(1), [256, 256, 88]],
  ['nothing', [], []],
])('%s', async (_, sizes, expected) => {
  const counts: number[] = [];
  const firstBytes: (number | undefined)[] = [];
  const seen: Uint8Array[] = [];
  for await (const batch of frugalBatches(chunksOf(sizes))) {
    counts.push(batch.length);
    firstBytes.push(...batch.map(([first]) => first));
    seen.push(...batch);
  }
  expect(counts).toEqual(expected);
  expect(firstBytes).toEqual(sizes.map((_size, index) => index % 256));
  // Given back by then, not left to the garbage collector.
  expect(seen.every(({ byteLength }) => byteLength === 0)).toBe(true);
});
