import { beforeAll, expect, test } from 'bun:test';
import { toBase64Url } from './base64url.ts';
import { idSchema } from './ids.ts';
import { createSessionIds, type SessionIds } from './session-ids.ts';

const keyOf = (byte: number) => toBase64Url(new Uint8Array(32).fill(byte));
const nowMs = 1_800_000_000_123;
const video = 'aB3_-xyz019';
let ids: SessionIds;
let id: string;
beforeAll(async () => {
  ids = await createSessionIds(keyOf(1));
  id = await ids.issue(video, nowMs);
});

test('an id is a UUIDv7 that says when its session began', async () => {
  expect(idSchema.safeParse(id).success).toBe(true);
  expect(id[14]).toBe('7');
  expect(await ids.check(id, video)).toBe(nowMs);
  const later = await ids.issue(video, nowMs + 1);
  expect(later > id).toBe(true);
});

test('ten thousand ids of one moment are all different', async () => {
  const made = await Promise.all(Array.from({ length: 10_000 }, () => ids.issue(video, nowMs)));
  expect(new Set(made).size).toBeGreaterThan(9_990); // 26 random bits: a repeat in a millisecond costs one view
});

test('it holds for its video and key alone', async () => {
  expect(await ids.check(id, 'otherVideo_')).toBeNull();
  expect(await (await createSessionIds(keyOf(2))).check(id, video)).toBeNull();
});

test('any other digit anywhere is refused', async () => {
  for (let at = 0; at < id.length; at++)
    for (const digit of '0123456789abcdef') {
      const changed = id.slice(0, at) + digit + id.slice(at + 1);
      if (changed !== id) expect(await ids.check(changed, video)).toBeNull();
    }
});

test.each(['', 'x', crypto.randomUUID(), '00000000-0000-0000-0000-000000000000'])('%p is refused', async (wrong) => {
  expect(await ids.check(wrong, video)).toBeNull();
});

test('capitals are another spelling, and refused', async () => {
  expect(await ids.check(id.toUpperCase(), video)).toBeNull();
});

test('without a key there are no ids', async () => {
  await expect(createSessionIds('null')).rejects.toThrow(TypeError);
});
