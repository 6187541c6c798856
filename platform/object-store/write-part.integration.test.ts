import { expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { noise } from '../../testkit/bytes.ts';
import { tempDir } from '../../testkit/services.ts';
import { createKeyedLock } from '../keyed-lock.ts';
import { takesDirectWrites } from './direct-writes.ts';
import { createPartEtag } from './part-etag.ts';
import { wholeName } from './part-files.ts';
import { createSharedFlush } from './shared-flush.ts';
import { writePart } from './write-part.ts';

const mebibyte = 1 << 20;

function etagOf(bytes: Uint8Array): string {
  const etag = createPartEtag();
  etag.update(bytes);
  return etag.digest();
}

function* inChunks(bytes: Uint8Array, chunkBytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes);
}

test.each([
  ['past the page cache', true, 3 * mebibyte],
  ['through it, where the file system wants that', false, 3 * mebibyte],
  ['through it, where parts do not begin at blocks', true, 3 * mebibyte - 1],
])('parts are written %s, however they are cut', async (_, isDirect, partSizeBytes) => {
  await using dir = await tempDir();
  const writing = {
    inTurn: createKeyedLock(),
    sharedFlush: createSharedFlush(),
    takesDirectWrites: async () => isDirect,
  };
  const parts = [noise(partSizeBytes, 1), noise(partSizeBytes, 2), noise(mebibyte + 4097, 3)];
  const etags = await Promise.all(
    parts.map((bytes, index) => {
      const part = { partNumber: index + 1, sizeBytes: bytes.length };
      return writePart({ folder: dir.path, partSizeBytes }, part, inChunks(bytes, 65_536 + index * 7), writing);
    }),
  );
  expect(etags).toEqual(parts.map(etagOf));
  const stored = await Bun.file(join(dir.path, wholeName)).bytes();
  const expected = Buffer.concat(parts);
  expect(Buffer.compare(stored.subarray(0, expected.length), expected)).toBe(0);
  // The last block is written whole; nobody's old bytes may come along.
  expect(stored.subarray(expected.length).every((byte) => byte === 0)).toBe(true);
});

test('whether a file system takes direct writes is found out without leaving anything', async () => {
  await using dir = await tempDir();
  expect(await takesDirectWrites(join(dir.path, 'trial'))).toBeBoolean();
  expect(await readdir(dir.path)).toEqual([]);
});

test('a trial that fails for another reason is no answer', async () => {
  await using dir = await tempDir();
  await expect(takesDirectWrites(join(dir.path, 'missing', 'trial'))).rejects.toMatchObject({ code: 'ENOENT' });
});
