import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { noise, sha256 } from '../../testkit/bytes.ts';
import { tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { createFilesystemStore, type FilesystemStore } from './filesystem-store.ts';

const partSizeBytes = 1 << 20;
const signingKey = 'c2lnbmluZy1rZXktb2YtdGhlLW9iamVjdC1zdG9yZS0';

let dir: Awaited<ReturnType<typeof tempDir>>;
let store: FilesystemStore;
beforeAll(async () => {
  dir = await tempDir();
  store = createFilesystemStore({ rootDir: dir.path, publicUrl: 'http://store.test', signingKey });
});
afterAll(() => dir.remove());

async function begin() {
  const key = `originals/${crypto.randomUUID()}`;
  const { uploadId } = await store.createMultipartUpload(key, { contentType: 'video/mp4', partSizeBytes });
  const at = { key, uploadId };
  const folder = join(dir.path, 'uploads', uploadId);
  return {
    key,
    folder,
    put: async (partNumber: number, bytes: Uint8Array) => ({
      partNumber,
      ...(await store.putPart({ ...at, partNumber }, bytes)),
    }),
    /** As a slow client sends it: `body` goes on when the test says so. */
    async receive(partNumber: number, sizeBytes: number, body: ReadableStream<Uint8Array>) {
      const { url } = await store.signPartUrl({ ...at, partNumber, sizeBytes, expiresInSec: 60 });
      const headers = { 'content-length': String(sizeBytes) };
      return store.receivePart(new Request(url, { method: 'PUT', headers, body, duplex: 'half' } as RequestInit));
    },
    complete: (parts: { partNumber: number; etag: string }[]) => store.completeMultipartUpload({ ...at, parts }),
  };
}
const inode = async (path: string) => (await stat(path)).ino;
async function stored(key: string) {
  const object = await store.get(key);
  return object && sha256(new Uint8Array(await new Response(object.body).arrayBuffer()));
}
function slowBody(first: Uint8Array) {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  void writer.write(first).catch(() => {});
  return { readable, writer };
}

const bodies = [noise(partSizeBytes, 1), noise(partSizeBytes, 2), noise(1234, 3)];
const whole = sha256(Buffer.concat(bodies));
const [one, two, three] = bodies as [Uint8Array, Uint8Array, Uint8Array]; // three as written above

test('the file that took the parts becomes the object, without a copy', async () => {
  const upload = await begin();
  const parts = [await upload.put(3, three), await upload.put(1, one), await upload.put(2, two)];
  const before = await inode(join(upload.folder, 'whole'));
  await upload.complete(parts);
  expect(await stored(upload.key)).toBe(whole);
  expect(await inode(store.localPath(upload.key) ?? '')).toBe(before);
});

test('a part that is sent again counts as it was sent last', async () => {
  const upload = await begin();
  await upload.put(1, noise(partSizeBytes, 9));
  const parts = [await upload.put(1, one), await upload.put(2, two), await upload.put(3, three)];
  await upload.complete(parts);
  expect(await stored(upload.key)).toBe(whole);
});

test('a part that broke off is no part, and is sent again', async () => {
  const upload = await begin();
  const { readable, writer } = slowBody(noise(1000, 9));
  const broken = upload.receive(2, partSizeBytes, readable);
  await waitFor(async () => (await readdir(upload.folder)).includes('claim-2'));
  await writer.abort(new Error('gone'));
  await expect(broken).rejects.toThrow();
  const parts = [await upload.put(1, one), await upload.put(2, two), await upload.put(3, three)];
  await upload.complete(parts);
  expect(await stored(upload.key)).toBe(whole);
});

test('a sender that still hangs on an earlier try cannot write into the finished object', async () => {
  const upload = await begin();
  const { readable, writer } = slowBody(noise(1000, 9));
  const hanging = upload.receive(2, partSizeBytes, readable).catch((error: unknown) => error);
  await waitFor(async () => (await readdir(upload.folder)).includes('claim-2'));
  const parts = [await upload.put(1, one), await upload.put(2, two), await upload.put(3, three)];
  await upload.complete(parts);
  await writer.write(noise(partSizeBytes - 1000, 9));
  await writer.close();
  expect(await hanging).toBeInstanceOf(Error);
  expect(await stored(upload.key)).toBe(whole);
  expect(await Array.fromAsync(store.list(upload.key))).toHaveLength(1);
});

test('what a killed process began in place is copied around', async () => {
  const upload = await begin();
  await Bun.write(join(upload.folder, 'claim-2'), '');
  await Bun.write(join(upload.folder, 'whole'), noise(2 * partSizeBytes + 5000, 9));
  const parts = [await upload.put(1, one), await upload.put(2, two), await upload.put(3, three)];
  await upload.complete(parts);
  expect(await stored(upload.key)).toBe(whole);
});

test('a completion that is refused loses nothing, and parts sent after it count', async () => {
  const upload = await begin();
  const first = await upload.put(1, one);
  await upload.put(3, three);
  await expect(upload.complete([first, { partNumber: 2, etag: '"0"' }])).rejects.toMatchObject({
    code: 'part_mismatch',
  });
  const parts = [first, await upload.put(2, two), await upload.put(3, three)];
  await upload.complete(parts);
  expect(await stored(upload.key)).toBe(whole);
});

test('fewer parts than were sent make an object of those alone', async () => {
  const upload = await begin();
  const parts = [await upload.put(1, one), await upload.put(2, two)];
  await upload.put(3, three);
  await upload.complete(parts);
  expect(await stored(upload.key)).toBe(sha256(Buffer.concat([one, two])));
});
