import { expect, test } from 'bun:test';
import { createMemoryCache } from './memory-cache.ts';

const bytes = (length: number) => new Uint8Array(length);

test('the least recently used objects leave first, and the bound holds in bytes', async () => {
  const cache = createMemoryCache({ maxBytes: 100, now: () => 0 });
  await cache.put('a', { etag: '"a"', bytes: bytes(40) }, 60);
  await cache.put('b', { etag: '"b"', bytes: bytes(40) }, 60);
  await cache.get('a');
  await cache.put('c', { etag: '"c"', bytes: bytes(40) }, 60);
  expect(await cache.get('b')).toBeNull();
  expect((await cache.get('a'))?.sizeBytes).toBe(40);
  expect((await cache.get('c'))?.etag).toBe('"c"');
  expect(cache.heldBytes).toBe(80);
});

test('replacing an object counts its bytes once', async () => {
  const cache = createMemoryCache({ maxBytes: 100, now: () => 0 });
  for (let round = 0; round < 5; round += 1) await cache.put('a', { etag: '"a"', bytes: bytes(60) }, 60);
  expect(cache.heldBytes).toBe(60);
});

test('an object larger than the whole cache is not kept and pushes nothing out', async () => {
  const cache = createMemoryCache({ maxBytes: 100, now: () => 0 });
  await cache.put('a', { etag: '"a"', bytes: bytes(50) }, 60);
  await cache.put('big', { etag: '"big"', bytes: bytes(101) }, 60);
  expect(await cache.get('big')).toBeNull();
  expect(await cache.get('a')).not.toBeNull();
});

test('an object is gone when its time is over', async () => {
  let nowMs = 0;
  const cache = createMemoryCache({ maxBytes: 100, now: () => nowMs });
  await cache.put('a', { etag: '"a"', bytes: bytes(10) }, 2);
  nowMs = 1_999;
  expect(await cache.get('a')).not.toBeNull();
  nowMs = 2_000;
  expect(await cache.get('a')).toBeNull();
  expect(cache.heldBytes).toBe(0);
});
