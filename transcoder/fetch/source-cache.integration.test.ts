import { expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createFilesystemStore } from '../../platform/object-store/filesystem-store.ts';
import { tempDir, waitFor } from '../../testkit/services.ts';
import { remoteStore } from '../testing/remote-store.ts';
import { createSourceCache } from './source-cache.ts';

const never = new AbortController().signal;
const mebibyte = 2 ** 20;

async function cacheIn(dir: string, maxIdleBytes: number) {
  const local = createFilesystemStore({ rootDir: join(dir, 'store'), publicUrl: 'http://127.0.0.1' });
  const remote = remoteStore(local);
  const workRoot = join(dir, 'work');
  const cache = createSourceCache({ store: remote.store, workRoot, maxIdleBytes });
  return {
    ...{ remote, cache, workRoot },
    put: (key: string, bytes: Uint8Array) => local.putBytes(key, bytes, { contentType: 'video/mp4' }),
    acquire: (key: string, signal = never) => cache.acquire(key, signal),
    /** Acquires, waits for all of it and lets go. */
    async use(key: string) {
      const source = await cache.acquire(key, never);
      const bytes = await Bun.file(await source.whole()).bytes();
      await source.release();
      return bytes;
    },
    keysAsked: () => remote.asked.map(({ key }) => key),
    files: async () =>
      (await readdir(workRoot, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length,
  };
}
const ten = new Uint8Array(10).fill(7);
/** Bytes that tell where they are from. */
function noise(lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes);
  for (let at = 0; at < lengthBytes; at++) bytes[at] = (at * 2654435761) >>> 13;
  return bytes;
}

test('one download serves all who want it, also later', async () => {
  await using dir = await tempDir();
  const { put, cache, acquire, use, keysAsked, workRoot } = await cacheIn(dir.path, 1_000);
  await put('a', ten);
  const [one, two] = await Promise.all([acquire('a'), acquire('a')]);
  expect(await one.whole()).toBe(await two.whole());
  expect(cache.missingBytes('a', 10)).toBe(0);
  expect(cache.missingBytes('b', 10)).toBe(10);
  await one.release();
  await one.release();
  await two.release();
  expect(await use('a')).toEqual(ten);
  expect(keysAsked()).toEqual(['a']);
  await cache.close();
  expect(await readdir(workRoot)).toEqual([]);
});

test('what nobody uses goes, the longest unused first, once there is too much of it', async () => {
  await using dir = await tempDir();
  const { put, cache, acquire, use, keysAsked, files } = await cacheIn(dir.path, 20);
  for (const key of 'abcdef') await put(key, ten);
  for (const key of ['a', 'b', 'a', 'c']) await use(key);
  expect(await files()).toBe(2);
  await use('a');
  expect(keysAsked()).toEqual(['a', 'b', 'c']);
  const held = await acquire('b');
  const path = await held.whole();
  for (const key of ['d', 'e', 'f']) await use(key);
  expect(await Bun.file(path).bytes()).toEqual(ten);
  await held.release();
  await cache.close();
});

test('an object of many parts is the same here, in whatever order its parts come', async () => {
  await using dir = await tempDir();
  const { put, cache, use, remote, acquire } = await cacheIn(dir.path, 0);
  const bytes = noise(13 * mebibyte + 5);
  await put('a', bytes);
  remote.admit(({ start }) => start > 4 * mebibyte);
  const source = await acquire('a');
  const tail = await source.arriving?.read(bytes.length - 10, 100);
  expect(tail).toEqual(bytes.slice(-10));
  remote.admit(() => true);
  expect(Buffer.from(await Bun.file(await source.whole()).bytes()).equals(bytes)).toBe(true);
  expect(new Set(remote.asked.map(({ range }) => range.start)).size).toBe(remote.asked.length);
  await source.release();
  expect(await use('a')).toHaveLength(bytes.length);
  await put('empty', new Uint8Array(0));
  expect(await use('empty')).toHaveLength(0);
  await cache.close();
});

test('bytes that are not here yet are waited for, never read as zeros', async () => {
  await using dir = await tempDir();
  const { put, cache, remote, acquire } = await cacheIn(dir.path, 0);
  const bytes = noise(9 * mebibyte);
  await put('a', bytes);
  remote.admit(({ start }) => start !== 4 * mebibyte);
  const source = await acquire('a');
  await source.arriving?.read(6 * mebibyte, 3 * mebibyte);
  let isRead = false;
  const reading = source.arriving?.read(3 * mebibyte, 2 * mebibyte).then((read) => {
    isRead = true;
    return read;
  });
  await source.arriving?.read(0, 4 * mebibyte);
  expect(isRead).toBe(false);
  remote.admit(() => true);
  expect(await reading).toEqual(bytes.slice(3 * mebibyte, 5 * mebibyte));
  await source.release();
  await cache.close();
});

test('a download rests while nobody waits for it, and goes on where it was', async () => {
  await using dir = await tempDir();
  const { put, cache, remote, acquire, files } = await cacheIn(dir.path, 100 * mebibyte);
  await put('a', noise(9 * mebibyte));
  remote.admit(({ start }) => start === 0);
  const stops = [new AbortController(), new AbortController()];
  const sources = await Promise.all(stops.map((stop) => acquire('a', stop.signal)));
  const waiting = sources.map((source) => source.whole().catch((error: Error) => error.message));
  await sources[0]?.arriving?.read(0, 10);
  for (const [index, words] of ['first gone', 'second gone'].entries()) {
    stops[index]?.abort(new Error(words));
    expect(await waiting[index]).toBe(words);
    await sources[index]?.release();
  }
  const before = remote.asked.length;
  remote.admit(() => true);
  expect(remote.asked).toHaveLength(before);
  const again = await acquire('a');
  await again.whole();
  expect(remote.asked.filter(({ range }) => range.start === 0)).toHaveLength(1);
  await again.release();
  expect(await files()).toBe(1);
  await cache.close();
});

test('while the rest is held, only what is read comes, and a little more', async () => {
  await using dir = await tempDir();
  const { put, cache, remote, acquire } = await cacheIn(dir.path, 0);
  await put('a', new Uint8Array(64 * mebibyte));
  const source = await acquire('a');
  const letGo = source.arriving?.hold();
  await source.arriving?.read(0, 10);
  await source.arriving?.read(60 * mebibyte, 10);
  await source.arriving?.read(0, 14 * mebibyte);
  await source.arriving?.read(14 * mebibyte, 16 * mebibyte);
  const farthest = Math.max(...remote.asked.map(({ range }) => range.start).filter((start) => start < 60 * mebibyte));
  expect(farthest).toBeLessThan(46 * mebibyte);
  letGo?.();
  await source.whole();
  await source.release();
  await cache.close();
});

test('an answer cut short is asked for again; a store that fails for good fails all who wait', async () => {
  await using dir = await tempDir();
  const { put, cache, remote, use, acquire } = await cacheIn(dir.path, 0);
  await put('a', ten);
  const { get } = remote.store;
  let refusals = 2;
  remote.store.get = async (key, options) => {
    const found = await get(key, options);
    if (!found || refusals-- <= 0) return found;
    await found.body.cancel();
    return { info: found.info, body: new Response(ten.slice(0, 4)).body ?? found.body };
  };
  expect(await use('a')).toEqual(ten);
  refusals = 100;
  await expect(use('a')).rejects.toThrow('the store sent 4 of 10 bytes');
  refusals = 0;
  expect(await use('a')).toEqual(ten);
  await expect(acquire('nothing')).rejects.toMatchObject({ code: 'not_found' });
  await waitFor(() => cache.missingBytes('nothing', 5) === 5);
  await cache.close();
});
