import { expect, test } from 'bun:test';
import type { Playback } from '../../shared/contracts/playback.ts';
import { ApiError } from '../api.ts';
import { Recovery, type RecoveryDeps } from './recovery.ts';

const session = { session_id: 's' } as Playback; // only handed on
const answered = (status: number) => ({ category: 1, code: 1001, data: ['https://h/p/t/v/g/x.m4s', status] });
const unreachable = { category: 1, code: 1002, data: [] };

function setUp(over: Partial<RecoveryDeps> = {}) {
  const done: string[] = [];
  const world = { nowMs: 0, done };
  const note = (what: string) => async () => {
    done.push(what);
  };
  const recovery = new Recovery({
    renew: async () => session,
    goOn: note('go on'),
    moveTo: note('move'),
    isPlaying: () => true,
    skip: () => {
      done.push('skip');
      return true;
    },
    playAnother: async () => false,
    onWaiting: (kind) => {
      if (kind) done.push(`waiting for ${kind}`);
    },
    onFailed: () => done.push('failed'),
    nowMs: () => world.nowMs,
    ...over,
  });
  return { recovery, world, done };
}

test('what is unreachable is asked for again when the viewer or the browser says so; picture and sound wait together', async () => {
  const { recovery, done } = setUp();
  const both = [recovery.handle(unreachable), recovery.handle(unreachable)];
  expect(recovery.wake()).toBe(true);
  await Promise.all(both);
  expect(done).toEqual(['waiting for network', 'go on']);
  expect(recovery.wake()).toBe(false);
});

test.each([
  [401, ['go on']],
  [403, ['move']],
  [404, ['skip']],
  [400, ['failed']],
])('after %p: %p', async (status, expected) => {
  const { recovery, done } = setUp();
  await recovery.handle(answered(status));
  expect(done).toEqual(expected);
});

test('files of an encoding that is gone are those of the next one by now', async () => {
  const { recovery, done } = setUp({ isPlaying: () => false });
  await recovery.handle(answered(404));
  expect(done).toEqual(['move']);
});

test('a video that is gone says so, and nothing is asked for without end', async () => {
  const gone = setUp({ renew: () => Promise.reject(new ApiError('not_found', '')) });
  await gone.recovery.handle(answered(404));
  expect(gone.done).toEqual(['failed']);

  const { recovery, done, world } = setUp();
  for (let time = 0; time < 4; time += 1) await recovery.handle(answered(401));
  expect(done).toEqual(['go on', 'go on', 'go on', 'failed']);
  world.nowMs = 61_000;
  await recovery.handle(answered(401));
  expect(done.at(-1)).toBe('go on');
});

test('what cannot be decoded is left for something else, if there is such a thing', async () => {
  const undecodable = { category: 3, code: 3016, data: [3] };
  const alone = setUp();
  await alone.recovery.handle(undecodable);
  expect(alone.done).toEqual(['failed']);
  const { recovery, done } = setUp({ playAnother: async () => true });
  await recovery.handle(undecodable);
  expect(done).toEqual([]);
});
