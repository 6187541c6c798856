import { describe, expect, test } from 'bun:test';
import { idSchema, newId, newVideoId, videoIdSchema } from './ids.ts';

describe('ids', () => {
  test('video ids are 11 URL-safe characters and do not repeat', () => {
    const ids = Array.from({ length: 5_000 }, newVideoId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(videoIdSchema.safeParse(id).success).toBe(true);
    // A command line would take it for an option.
    expect(ids.filter((id) => id.startsWith('-'))).toEqual([]);
    // 64 random bits: no first character is common.
    expect(new Set(ids.map((id) => id[0])).size).toBeGreaterThan(50);
  });

  test('other ids are UUIDs of version 7, in the order they were made', () => {
    const ids = Array.from({ length: 5_000 }, newId);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each(['', 'short', 'twelve-chars', 'has space!!', '../../../ab', 'abcdefghij\n', 'abcdefghij%'])(
    '%j is no video id',
    (wrong) => {
      expect(videoIdSchema.safeParse(wrong).success).toBe(false);
    },
  );

  test.each(['', 'abc', '0191e0e0-0000-7000-8000-00000000000', "' or 1=1 --"])('%j is no id', (wrong) => {
    expect(idSchema.safeParse(wrong).success).toBe(false);
  });
});
