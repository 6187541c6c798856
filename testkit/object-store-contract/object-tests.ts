import { expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { noise, sha256, text } from '../bytes.ts';
import { tempDir } from '../services.ts';
import { expectCode, opaque, partBytes, type Suite } from './suite.ts';

/** Whole objects: put, get, ranges, files, list, delete. */
export function declareObjectTests(suite: Suite): void {
  const { newPrefix, read, keysBelow } = suite;

  test('put, head, get; a second put replaces the object whole', async () => {
    const key = `${newPrefix()}hls/master.m3u8`;
    expect(await suite.store.head(key)).toBeNull();
    expect(await suite.store.get(key)).toBeNull();
    await suite.store.putBytes(key, text('#EXTM3U old and longer'), { contentType: 'application/vnd.apple.mpegurl' });
    const old = await suite.store.head(key);
    await suite.store.putBytes(key, text('#EXTM3U'), {
      contentType: 'text/plain; charset=utf-8',
      cacheControl: 'no-store',
    });
    const found = await suite.store.get(key);
    expect(found?.info).toMatchObject({ sizeBytes: 7, contentType: 'text/plain; charset=utf-8' });
    expect(found?.info.etag).toMatch(/^"[^"]+"$/);
    expect(found?.info.etag).not.toBe(old?.etag);
    expect(Math.abs((found?.info.lastModified.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await new Response(found?.body).text()).toBe('#EXTM3U');
    expect(await suite.store.head(key)).toEqual(found?.info ?? null);
  });

  test('readers during overwrites see one version, never a mixture', async () => {
    const key = `${newPrefix()}live`;
    const versions = [1, 2, 3, 4, 5, 6].map((version) => new Uint8Array(700_001 * version).fill(version));
    await suite.store.putBytes(key, at(versions, 0), opaque);
    let isWriting = true;
    const reader = (async () => {
      let reads = 0;
      for (; isWriting || reads === 0; reads++) {
        const found = await suite.store.get(key);
        const bytes = new Uint8Array(await new Response(found?.body).arrayBuffer());
        expect(bytes.length).toBe(found?.info.sizeBytes ?? -1);
        expect(new Set(bytes).size).toBe(1);
        expect(bytes.length).toBe(700_001 * (bytes[0] ?? 0));
      }
    })();
    for (const bytes of versions) await suite.store.putBytes(key, bytes, opaque);
    isWriting = false;
    await reader;
  }, 30_000);

  test('ranges: first, middle, last byte, whole; the info stays that of the whole', async () => {
    const key = `${newPrefix()}ranges`;
    const bytes = noise(1_000_000, 6);
    await suite.store.putBytes(key, bytes, opaque);
    for (const [start, end] of [
      [0, 0],
      [0, 99],
      [300_000, 700_000],
      [999_000, 999_999],
      [999_999, 999_999],
      [0, 999_999],
    ] as const)
      expect(sha256(await read(key, { start, end }))).toBe(sha256(bytes.subarray(start, end + 1)));
    const found = await suite.store.get(key, { range: { start: 10, end: 19 } });
    expect(found?.info.sizeBytes).toBe(1_000_000);
    await found?.body.cancel();
    expect(await read(key, { start: 999_990, end: 2_000_000 })).toHaveLength(10);
    await expectCode(suite.store.get(key, { range: { start: 1_000_000, end: 1_000_000 } }), 'range_not_satisfiable');
    expect(await suite.store.get(`${key}-not`, { range: { start: 0, end: 1 } })).toBeNull();
  });

  test('files go up and come down whole, small and in several parts', async () => {
    await using dir = await tempDir();
    const prefix = newPrefix();
    for (const sizeBytes of [0, 1, 70_000, 2 * partBytes + 17]) {
      const source = join(dir.path, `source-${sizeBytes}`);
      const bytes = noise(sizeBytes, 7);
      await Bun.write(source, bytes);
      await suite.store.putFile(`${prefix}${sizeBytes}.mp4`, source, { contentType: 'video/mp4' });
      expect(await suite.store.head(`${prefix}${sizeBytes}.mp4`)).toMatchObject({
        sizeBytes,
        contentType: 'video/mp4',
      });
      const target = join(dir.path, 'down', `${sizeBytes}`);
      await suite.store.downloadTo(`${prefix}${sizeBytes}.mp4`, target);
      expect(sha256(await Bun.file(target).bytes())).toBe(sha256(bytes));
    }
  }, 60_000);

  test('a download of nothing, or one called off, leaves no file', async () => {
    await using dir = await tempDir();
    const key = `${newPrefix()}big`;
    await expectCode(suite.store.downloadTo(`${key}-not`, join(dir.path, 'x')), 'not_found');
    await suite.store.putBytes(key, noise(partBytes, 8), opaque);
    await expect(suite.store.downloadTo(key, join(dir.path, 'x'), { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await readdir(dir.path)).toEqual([]);
  });

  test('a local path, where there is one, holds the bytes', async () => {
    const key = `${newPrefix()}local`;
    expect(suite.store.localPath(key)).toBeNull();
    await suite.store.putBytes(key, text('here'), opaque);
    const path = suite.store.localPath(key);
    if (path !== null) expect(await Bun.file(path).text()).toBe('here');
  });

  test('list finds what is below a prefix and not its neighbours', async () => {
    const prefix = newPrefix();
    const names = ['media/a/1.m4s', 'media/a/hls/master.m3u8', 'media/ab/1.m4s', 'media/a.txt', 'other'];
    for (const name of names) await suite.store.putBytes(prefix + name, text(name), opaque);
    expect(await keysBelow(`${prefix}media/a/`)).toEqual([
      `${prefix}media/a/1.m4s`,
      `${prefix}media/a/hls/master.m3u8`,
    ]);
    expect(await keysBelow(`${prefix}media/a`)).toHaveLength(4);
    expect(await keysBelow(prefix)).toHaveLength(5);
    expect(await keysBelow(`${prefix}nothing/`)).toEqual([]);
    const [listed] = await Array.fromAsync(suite.store.list(`${prefix}media/ab/`));
    expect(listed).toMatchObject({ key: `${prefix}media/ab/1.m4s`, sizeBytes: 14 });
    expect(Math.abs((listed?.lastModified.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test('delete takes the named objects only, and twice is harmless', async () => {
    const prefix = newPrefix();
    for (const name of ['a/1', 'a/2', 'b']) await suite.store.putBytes(prefix + name, text(name), opaque);
    await suite.store.delete([`${prefix}a/1`, `${prefix}never/was`]);
    await suite.store.delete([`${prefix}a/1`]);
    await suite.store.delete([]);
    expect(await keysBelow(prefix)).toEqual([`${prefix}a/2`, `${prefix}b`]);
    expect(await suite.store.get(`${prefix}a/1`)).toBeNull();
  });

  test('a key deleted is free again, below or above where it was', async () => {
    const prefix = newPrefix();
    await suite.store.putBytes(`${prefix}a/b`, text('1'), opaque);
    await suite.store.delete([`${prefix}a/b`]);
    await suite.store.putBytes(`${prefix}a/c`, text('2'), opaque);
    expect(await keysBelow(prefix)).toEqual([`${prefix}a/c`]);
  });
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index}`);
  return item;
}
