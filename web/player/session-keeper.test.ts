import { expect, test } from 'bun:test';
import type { Playback } from '../../shared/contracts/playback.ts';
import { createSessionKeeper } from './session-keeper.ts';

const session = (token: string, lifeSec: number) =>
  ({ hls_url: `https://video.example/p/${token}/v/g/hls/master.m3u8`, expires_in_sec: lifeSec }) as Playback; // what is read

/** A keeper under a clock of its own; each renewal gives the next token, or what the test puts in its place. */
function start(lifeSec: number) {
  const world = {
    nowMs: 0,
    asked: [] as string[],
    answer: async (): Promise<Playback> => session(`token${world.asked.length + 1}`, lifeSec),
  };
  const keeper = createSessionKeeper('v', session('token1', lifeSec), {
    ask: (token) => {
      world.asked.push(token);
      return world.answer();
    },
    nowMs: () => world.nowMs,
  });
  return { world, fetched: () => keeper.refreshUri('https://video.example/p/token0/v/g/360p/00001.m4s'), keeper };
}
const uri = (token: string) => `https://video.example/p/${token}/v/g/360p/00001.m4s`;

test.each([
  [14_400, 30],
  [12, 4],
])('a session of %p s is renewed once its last %p s have begun, by whoever fetches then', async (lifeSec, lastSec) => {
  const { world, fetched } = start(lifeSec);
  world.nowMs = (lifeSec - lastSec) * 1000;
  expect(await fetched()).toBe(uri('token1'));
  world.nowMs += 1;
  expect(await Promise.all([fetched(), fetched(), fetched()])).toEqual([uri('token2'), uri('token2'), uri('token2')]);
  expect(world.asked).toEqual(['token1']);
  world.nowMs += (lifeSec - lastSec) * 1000 + 1;
  expect(await fetched()).toBe(uri('token3'));
  expect(world.asked).toEqual(['token1', 'token2']);
});

test('while the old token works a failed renewal is no failure; after that it is', async () => {
  const { world, fetched } = start(60);
  const succeed = world.answer;
  world.answer = () => Promise.reject(new Error('away'));
  world.nowMs = 59_000;
  expect(await fetched()).toBe(uri('token1'));
  world.nowMs = 60_000;
  await expect(fetched()).rejects.toThrow('away');
  world.answer = succeed;
  expect(await fetched()).toMatch(/\/p\/token\d\//);
});

test('a session is as old as its asking, however long the answer took', async () => {
  const { world, fetched } = start(12);
  world.nowMs = 8_001;
  world.answer = async () => {
    world.nowMs += 7_000;
    return session('token2', 12);
  };
  expect(await fetched()).toBe(uri('token2'));
  world.nowMs += 1_001; // its last third begins
  await fetched();
  expect(world.asked).toEqual(['token1', 'token2']);
});
