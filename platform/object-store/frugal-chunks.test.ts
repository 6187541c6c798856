import { expect, test } from 'bun:test';
import { frugalChunks } from './frugal-chunks.ts';

async function* chunksOf(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(65_536).fill(index);
}

test('every chunk comes whole, and its memory is given back when the next one is asked for', async () => {
  const seen: Uint8Array[] = [];
  for await (const chunk of frugalChunks(chunksOf(20))) {
    expect(chunk[65_535]).toBe(seen.length);
    expect(seen.every(({ byteLength }) => byteLength === 0)).toBe(true);
    seen.push(chunk);
  }
  expect(seen).toHaveLength(20);
  expect(seen.at(-1)?.byteLength).toBe(0);
});

test('no body is an empty one', async () => {
  expect(await Array.fromAsync(frugalChunks(null))).toEqual([]);
});
