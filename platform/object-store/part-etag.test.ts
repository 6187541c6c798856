import { expect, test } from 'bun:test';
import { noise } from '../../testkit/bytes.ts';
import { createPartEtag } from './part-etag.ts';

function etagOf(bytes: Uint8Array, cuts: readonly number[] = []): string {
  const etag = createPartEtag();
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    etag.update(bytes.subarray(start, end));
    start = end;
  }
  return etag.digest();
}

const bytes = noise(300_000, 1);

test.each([
  [[1]],
  [[65_535]],
  [[65_536]],
  [[65_537]],
  [[0, 10, 10, 70_000]],
  [[65_536, 131_072, 196_608, 262_144]],
  [[100, 65_600, 131_100, 299_999]],
])('bytes cut at %j have the ETag of the bytes in one piece', (cuts) => {
  expect(etagOf(bytes, cuts)).toBe(etagOf(bytes));
});

test('looks like the ETag of a part in S3', () => {
  for (const sizeBytes of [0, 1, 65_536, 300_000]) expect(etagOf(bytes.slice(0, sizeBytes))).toMatch(/^[0-9a-f]{32}$/);
});

test('stays what it was for clients of an earlier version', () => {
  expect(etagOf(bytes)).toBe('1e183404ff30fc28394efe28ca7ec0bd');
});

test('one changed bit, a swapped block, a byte more or less make another ETag', () => {
  const changed = [0, 65_535, 65_536, 299_999].map((position) => {
    const copy = bytes.slice();
    copy[position] = (copy[position] ?? 0) ^ 1;
    return copy;
  });
  const swapped = bytes.slice();
  swapped.set(bytes.subarray(65_536, 131_072), 0);
  swapped.set(bytes.subarray(0, 65_536), 65_536);
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  const all = [bytes, ...changed, swapped, longer, bytes.subarray(0, -1), new Uint8Array()];
  expect(new Set(all.map((each) => etagOf(each))).size).toBe(all.length);
});
