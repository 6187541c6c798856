import { expect, test } from 'bun:test';
import { byPolicy, graver } from './verdict.ts';

const approved = { state: 'approved', reasons: [] } as const;
const held = { state: 'held', reasons: ['links'] } as const;
const rejected = { state: 'rejected', reasons: ['spam'] } as const;
const mutable = ({ state, reasons }: { state: 'approved' | 'held' | 'rejected'; reasons: readonly string[] }) => ({
  state,
  reasons: [...reasons],
});

test.each([
  [approved, held, held],
  [held, approved, held],
  [rejected, held, rejected],
  [held, rejected, rejected],
  [held, { state: 'held', reasons: ['other'] } as const, held],
] as const)('of %j and %j the graver counts', (one, other, expected) => {
  expect(graver(mutable(one), mutable(other))).toEqual(mutable(expected));
});

test("a video that holds all does not hold its own channel's", () => {
  expect(byPolicy('held', false)).toEqual({ state: 'held', reasons: ['video_holds_all'] });
  expect(byPolicy('held', true).state).toBe('approved');
  expect(byPolicy('on', false).state).toBe('approved');
});
