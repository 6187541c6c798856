import { describe, expect, test } from 'bun:test';
import { planParts } from './plan-parts.ts';

describe('planned parts', () => {
  test.each([
    [0, 5, 1],
    [1, 5, 1],
    [5, 5, 1],
    [6, 5, 2],
    [10, 5, 2],
    [4 * 1024 ** 3, 8 * 1024 ** 2, 512],
  ])('of %d bytes at %d each are %d, without gap or overlap', (sizeBytes, partSizeBytes, count) => {
    const parts = planParts(sizeBytes, partSizeBytes);
    expect(parts.map((part) => part.partNumber)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(parts[0]?.start).toBe(0);
    expect(parts.at(-1)?.end).toBe(sizeBytes);
    for (const [index, part] of parts.slice(1).entries()) expect(part.start).toBe(parts[index]?.end ?? -1);
    for (const part of parts.slice(0, -1)) expect(part.end - part.start).toBe(partSizeBytes);
  });

  test('need a part size', () => {
    expect(() => planParts(10, 0)).toThrow(RangeError);
  });
});
