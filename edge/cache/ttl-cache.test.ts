import { expect, test } from 'bun:test';
import { createTtlCache } from './ttl-cache.ts';

function setUp<T>(load: (key: string) => Promise<T>, options: { maxEntries?: number; followTimeoutMs?: number } = {}) {
  const clock = { nowMs: 0 };
  let loads = 0;
  const cache = createTtlCache<T>({
    maxEntries: 10,
    ttlMs: () => 1_000,
    now: () => clock.nowMs,
    waitUntil: () => {},
    load: (key) => {
      loads += 1;
      return load(key);
    },
    ...options,
  });
  return { cache, clock, loads: () => loads };
}

test('parallel misses of one key make one load', async () => {
  const gate = Promise.withResolvers<string>();
  const { cache, loads } = setUp(() => gate.promise);
  const answers = Promise.all(Array.from({ length: 50 }, () => cache.get('a')));
  gate.resolve('value');
  expect(new Set(await answers)).toEqual(new Set(['value']));
  expect(loads()).toBe(1);
});

test('"no such thing" is remembered, and forgotten after its time', async () => {
  const { cache, clock, loads } = setUp(async () => null);
  await cache.get('a');
  clock.nowMs = 999;
  expect(await cache.get('a')).toBeNull();
  expect(loads()).toBe(1);
  clock.nowMs = 1_000;
  await cache.get('a');
  expect(loads()).toBe(2);
});

test('an error reaches everyone who waits and is not remembered', async () => {
  let fails = true;
  const { cache } = setUp(async () => {
    if (fails) throw new Error('away');
    return 'back';
  });
  const answers = await Promise.allSettled([cache.get('a'), cache.get('a')]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await cache.get('a')).toBe('back');
});

test('an outdated value is never given when the load fails', async () => {
  let fails = false;
  const { cache, clock } = setUp(async () => {
    if (fails) throw new Error('away');
    return 'public';
  });
  await cache.get('a');
  fails = true;
  clock.nowMs = 1_000;
  expect(cache.get('a')).rejects.toThrow('away');
});

test('the key longest unused leaves first', async () => {
  const { cache, loads } = setUp(async (key) => key, { maxEntries: 2 });
  await cache.get('a');
  await cache.get('b');
  await cache.get('a');
  await cache.get('c');
  expect(loads()).toBe(3);
  await cache.get('a');
  expect(loads()).toBe(3);
  await cache.get('b');
  expect(loads()).toBe(4);
});

test('a follower does not hang on a load whose request was torn down', async () => {
  let calls = 0;
  const { cache } = setUp(
    () => {
      calls += 1;
      return calls === 1 ? new Promise<string>(() => {}) : Promise.resolve('own');
    },
    { followTimeoutMs: 5 },
  );
  void cache.get('a');
  expect(await cache.get('a')).toBe('own');
});
