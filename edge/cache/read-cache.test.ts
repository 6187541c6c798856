import { expect, test } from 'bun:test';
import { createReadCache, type Demand, type Loaded, type ReadCacheOptions, type SecondCache } from './read-cache.ts';

type Load = (key: string, demand: Demand) => Promise<Loaded<string | null>>;

function setUp(load: Load, options: Partial<ReadCacheOptions<string | null>> = {}) {
  const clock = { nowMs: 1_000_000 };
  const demands: Demand[] = [];
  const beside: Promise<unknown>[] = [];
  const cache = createReadCache<string | null>({
    maxEntries: 10,
    ages: () => ({ freshMs: 1_000, revalidateMs: 2_000 }),
    maxAgeMs: 30_000,
    now: () => clock.nowMs,
    waitUntil: (work) => void beside.push(work),
    load: (key, demand) => {
      demands.push(demand);
      return load(key, demand);
    },
    ...options,
  });
  const get = async (key: string, minIndex = 0) => (await cache.get(key, minIndex)).value;
  return { cache, get, clock, demands, settle: () => Promise.allSettled(beside) };
}

/** A database that counts up with each write. */
function counter() {
  const it = { writes: 1, fails: false, load: async () => ({ value: `write ${it.writes}`, index: it.writes }) };
  return {
    ...it,
    write: () => {
      it.writes += 1;
    },
    fail: (fails: boolean) => {
      it.fails = fails;
    },
    load: async () => {
      if (it.fails) throw new Error('away');
      return it.load();
    },
  };
}

test('parallel misses of one key make one load', async () => {
  const gate = Promise.withResolvers<Loaded<string>>();
  const { get, demands } = setUp(() => gate.promise);
  const answers = Promise.all(Array.from({ length: 50 }, () => get('a')));
  gate.resolve({ value: 'value', index: 1 });
  expect(new Set(await answers)).toEqual(new Set(['value']));
  expect(demands).toHaveLength(1);
});

test('"no such thing" is remembered for its time', async () => {
  const { get, clock, demands, settle } = setUp(async () => ({ value: null, index: 1 }));
  await get('a');
  clock.nowMs += 999;
  expect(await get('a')).toBeNull();
  await settle();
  expect(demands).toHaveLength(1);
});

test('a value no longer fresh is served at once and read anew beside', async () => {
  const database = counter();
  const { get, clock, demands, settle } = setUp(database.load);
  expect(await get('a')).toBe('write 1');
  database.write();
  clock.nowMs += 1_500;
  expect(await get('a')).toBe('write 1');
  await settle();
  expect(demands).toHaveLength(2);
  expect(await get('a')).toBe('write 2');
  expect(demands).toHaveLength(2);
});

test('beyond that the reader waits for the new one', async () => {
  const database = counter();
  const { get, clock } = setUp(database.load);
  await get('a');
  database.write();
  clock.nowMs += 2_000;
  expect(await get('a')).toBe('write 2');
});

test('an error reaches everyone who waits and is not remembered', async () => {
  const database = counter();
  const { get } = setUp(database.load);
  database.fail(true);
  const answers = await Promise.allSettled([get('a'), get('a')]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  database.fail(false);
  expect(await get('a')).toBe('write 1');
});

test('while nothing can be read the last value stands in, marked with its age, up to the bound and no further', async () => {
  const database = counter();
  const { cache, clock, demands } = setUp(database.load);
  await cache.get('a', 0);
  database.fail(true);
  const answers: (number | null | 'error')[] = [];
  for (let second = 1; second <= 40; second += 1) {
    clock.nowMs += 1_000;
    answers.push(
      await cache.get('a', 0).then(
        ({ staleMs }) => staleMs,
        () => 'error' as const,
      ),
    );
  }
  expect(answers.slice(1, 29)).toEqual(Array.from({ length: 28 }, (_, at) => (at + 2) * 1_000));
  expect(answers.slice(29)).toEqual(Array.from({ length: 11 }, () => 'error' as const));
  // It was tried every two seconds or so, not by every reader.
  expect(demands.length).toBeLessThan(30);
  database.fail(false);
  expect(await cache.get('a', 0)).toEqual({ value: 'write 1', staleMs: null });
});

test('who has written sees the write, others go on sharing what is kept', async () => {
  const database = counter();
  const { get, demands } = setUp(database.load);
  expect(await get('a')).toBe('write 1');
  database.write();
  expect(await get('a')).toBe('write 1');
  expect(await get('a', 2)).toBe('write 2');
  expect(demands).toEqual([
    { minIndex: 0, fromPrimary: false },
    { minIndex: 2, fromPrimary: false },
  ]);
  expect([await get('a'), await get('a', 2)]).toEqual(['write 2', 'write 2']);
  expect(demands).toHaveLength(2);
});

test('who has written does not join a load that began before', async () => {
  const gates = [Promise.withResolvers<Loaded<string>>(), Promise.withResolvers<Loaded<string>>()];
  let asked = 0;
  const { get } = setUp(() => gates[asked++]?.promise ?? Promise.reject(new Error('a third load')));
  const other = get('a');
  const author = get('a', 2);
  gates[1]?.resolve({ value: 'new', index: 2 });
  expect(await author).toBe('new');
  gates[0]?.resolve({ value: 'old', index: 1 });
  expect(await other).toBe('old');
  expect(await get('a')).toBe('new');
});

test('after a purge the primary is asked, and what was being read before is not kept', async () => {
  const gates = [Promise.withResolvers<Loaded<string>>(), Promise.withResolvers<Loaded<string>>()];
  let asked = 0;
  const { cache, get, demands, clock } = setUp(
    () => gates[asked++]?.promise ?? Promise.resolve({ value: 'later', index: 3 }),
  );
  const early = get('a');
  cache.purge('a');
  const late = get('a');
  gates[1]?.resolve({ value: 'new', index: 2 });
  expect(await late).toBe('new');
  gates[0]?.resolve({ value: 'old', index: 1 });
  expect(await early).toBe('old');
  expect(await get('a')).toBe('new');
  expect(demands[1]).toEqual({ minIndex: 0, fromPrimary: true });
  clock.nowMs += 61_000; // by then every replica has heard of it
  expect(await get('a')).toBe('later');
  expect(demands[2]).toEqual({ minIndex: 0, fromPrimary: false });
});

test('a purged value never stands in for one that cannot be read', async () => {
  const database = counter();
  const { cache, get } = setUp(database.load);
  await get('a');
  database.fail(true);
  cache.purge('a');
  await expect(get('a')).rejects.toThrow('away');
});

test('the least recently used goes first', async () => {
  const { get, demands } = setUp(async (key) => ({ value: key, index: 1 }), { maxEntries: 2 });
  for (const key of ['a', 'b', 'a', 'c', 'a']) await get(key);
  expect(demands).toHaveLength(3);
  await get('b');
  expect(demands).toHaveLength(4);
});

test('a second cache spares the load, but neither when old, nor for who has written, nor after a purge', async () => {
  const held = new Map<string, { value: string | null; index: number; readAtMs: number }>();
  const second: SecondCache<string | null> = {
    get: async (key) => held.get(key) ?? null,
    put: async (key, entry) => void held.set(key, entry),
    remove: async (key) => void held.delete(key),
  };
  const database = counter();
  const [here, there] = [setUp(database.load, { second }), setUp(database.load, { second })];
  await here.get('a');
  expect(await there.get('a')).toBe('write 1');
  expect(there.demands).toHaveLength(0);
  database.write();
  expect(await there.get('a', 2)).toBe('write 2');
  expect(held.get('a')?.index).toBe(2);
  database.write();
  there.cache.purge('a');
  held.set('a', { value: 'put back by one who had not heard', index: 1, readAtMs: there.clock.nowMs });
  expect(await there.get('a')).toBe('write 3');
  there.clock.nowMs += 120_000;
  expect(await there.get('a')).toBe('write 3');
  expect(there.demands).toHaveLength(3);
});

test('a load whose starter has gone is waited for no longer than the bound', async () => {
  let asked = 0;
  const { get } = setUp(
    async () => {
      asked += 1;
      return asked === 1 ? new Promise<never>(() => {}) : { value: 'own', index: 1 };
    },
    { followTimeoutMs: 5 },
  );
  void get('a');
  expect(await get('a')).toBe('own');
});

test('a peek shows what is fresh and loads nothing', async () => {
  const { cache, get, clock, demands } = setUp(async (key) => ({ value: key === 'none' ? null : key, index: 1 }));
  expect(cache.peek('a')).toBeUndefined();
  await get('a');
  await get('none');
  clock.nowMs += 999;
  expect([cache.peek('a'), cache.peek('none')]).toEqual(['a', null]);
  clock.nowMs += 1;
  expect(cache.peek('a')).toBeUndefined();
  await get('b');
  cache.purge('b');
  expect(cache.peek('b')).toBeUndefined();
  expect(demands).toHaveLength(3);
});
