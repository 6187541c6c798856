import { expect, test } from 'bun:test';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { tempDir, waitFor } from '../../testkit/services.ts';
import { createSourceCache } from './source-cache.ts';

/** A store on another machine; `isStuck`: its downloads only end by being stopped. */
function remoteStore(isStuck = false) {
  const downloads: { key: string; signal: AbortSignal | undefined }[] = [];
  return {
    downloads,
    localPath: () => null,
    async downloadTo(key: string, path: string, options?: { signal?: AbortSignal }) {
      await mkdir(dirname(path), { recursive: true });
      downloads.push({ key, signal: options?.signal });
      if (isStuck)
        await new Promise((_, reject) =>
          options?.signal?.addEventListener('abort', () => reject(options.signal?.reason)),
        );
      await writeFile(path, key.repeat(10));
    },
  };
}
const never = new AbortController().signal;
const filesIn = async (root: string) =>
  (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;

function cacheIn(root: string, maxIdleBytes: number, store = remoteStore()) {
  const cache = createSourceCache({ store, workRoot: root, maxIdleBytes });
  return { store, cache, acquire: (key: string) => cache.acquire(key, never) };
}

test('one download serves all who want it, also later', async () => {
  await using dir = await tempDir();
  const { store, cache, acquire } = cacheIn(dir.path, 1_000);
  const [one, two] = await Promise.all([acquire('a'), acquire('a')]);
  expect(one.path).toBe(two.path);
  expect(cache.missingBytes('a', 10)).toBe(0);
  expect(cache.missingBytes('b', 10)).toBe(10);
  await one.release();
  await one.release();
  await two.release();
  await (await acquire('a')).release();
  expect(store.downloads).toHaveLength(1);
  await cache.close();
  expect(await readdir(dir.path)).toEqual([]);
});

test('what nobody uses goes, the longest unused first, once there is too much of it', async () => {
  await using dir = await tempDir();
  const { store, cache, acquire } = cacheIn(dir.path, 20);
  for (const key of ['a', 'b', 'a', 'c']) await (await acquire(key)).release();
  expect(await filesIn(dir.path)).toBe(2);
  await (await acquire('a')).release();
  expect(store.downloads.map((download) => download.key)).toEqual(['a', 'b', 'c']);
  const held = await acquire('b');
  for (const key of ['d', 'e', 'f']) await (await acquire(key)).release();
  expect(await Bun.file(held.path).text()).toBe('b'.repeat(10));
  await held.release();
  await cache.close();
});

test('a download goes on while somebody waits for it, and stops with the last', async () => {
  await using dir = await tempDir();
  const { store, cache } = cacheIn(dir.path, 1_000, remoteStore(true));
  const stops = [new AbortController(), new AbortController()];
  const waiting = stops.map((stop) => cache.acquire('a', stop.signal).catch((error: Error) => error.message));
  await waitFor(() => store.downloads.length > 0, { what: 'the download to begin' });
  stops[0]?.abort(new Error('first gone'));
  expect(await waiting[0]).toBe('first gone');
  expect(store.downloads[0]?.signal?.aborted).toBe(false);
  stops[1]?.abort(new Error('second gone'));
  expect(await waiting[1]).toBe('second gone');
  expect(store.downloads[0]?.signal?.aborted).toBe(true);
  expect(await filesIn(dir.path)).toBe(0);
  await cache.close();
});
