import { describe, expect, test } from 'bun:test';
import { partSizeFor } from '../../shared/media/part-size.ts';
import { allPartNumbers, partCount, partSize } from './part-plan.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;
const planFor = (sizeBytes: number) => ({ sizeBytes, partSizeBytes: partSizeFor(sizeBytes) });

describe('part size', () => {
  test.each([
    [0, 8],
    [1, 8],
    [4 * gibibyte, 8],
    [10_000 * 8 * mebibyte, 8],
    [10_000 * 8 * mebibyte + 1, 9],
    [928 * gibibyte, 96],
  ])('of %d bytes is %d MiB', (sizeBytes, expectedMebibytes) => {
    expect(partSizeFor(sizeBytes)).toBe(expectedMebibytes * mebibyte);
    expect(partCount(planFor(sizeBytes))).toBeLessThanOrEqual(10_000);
  });

  test('stays below 100 MB up to 928 GiB', () => {
    expect(partSizeFor(900 * gibibyte)).toBeLessThan(100_000_000);
  });
});

test('the sizes of the parts add up', () => {
  const plan = planFor(20 * mebibyte + 5);
  const sizes = allPartNumbers(plan).map((number) => partSize(plan, number));
  expect(sizes).toEqual([8 * mebibyte, 8 * mebibyte, 4 * mebibyte + 5]);
});

test('a file of exactly two parts has no third', () => {
  const plan = planFor(16 * mebibyte);
  expect(allPartNumbers(plan)).toEqual([1, 2]);
  expect([0, 2, 3].map((number) => partSize(plan, number))).toEqual([null, 8 * mebibyte, null]);
});

test('an empty file has no part but may be sent as an empty one', () => {
  const plan = planFor(0);
  expect(allPartNumbers(plan)).toEqual([]);
  expect([partSize(plan, 1), partSize(plan, 2)]).toEqual([0, null]);
});
