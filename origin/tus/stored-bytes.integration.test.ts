import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createFilesystemStore } from '../../platform/object-store/filesystem-store.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { noise, sha256 } from '../../testkit/bytes.ts';
import { tempDir } from '../../testkit/services.ts';
import type { Upload } from '../uploads/store.ts';
import { appendBytes, storedBytes } from './stored-bytes.ts';

const partSizeBytes = 1000;
const bytes = noise(2500, 21);

let dir: Awaited<ReturnType<typeof tempDir>>;
let store: ObjectStore;
beforeAll(async () => {
  dir = await tempDir();
  store = createFilesystemStore({ rootDir: dir.path, publicUrl: 'http://store.test' });
});
afterAll(() => dir.remove());

async function begin(): Promise<Upload> {
  const objectKey = `originals/${crypto.randomUUID()}`;
  const { uploadId } = await store.createMultipartUpload(objectKey, { contentType: 'video/mp4', partSizeBytes });
  const row = { id: 'an upload', objectKey, storeUploadId: uploadId, sizeBytes: bytes.length, partSizeBytes };
  return row as Upload; // the columns that bytes are stored by
}
const offsetOf = async (upload: Upload) => (await storedBytes(store, upload)).offset;
async function* slice(start: number, end: number, thenBreaks = false) {
  for (let at = start; at < end; at += 130) yield bytes.subarray(at, Math.min(end, at + 130));
  if (thenBreaks) throw new Error('the connection broke');
}
async function finished(upload: Upload): Promise<string> {
  const at = { key: upload.objectKey, uploadId: upload.storeUploadId };
  await store.completeMultipartUpload({ ...at, parts: (await store.listParts(at)) ?? [] });
  const object = await store.get(upload.objectKey);
  return sha256(object && new Uint8Array(await new Response(object.body).arrayBuffer()));
}

test('what came before a break is kept, whatever the chunks', async () => {
  const upload = await begin();
  await expect(appendBytes(store, upload, 0, slice(0, 700, true))).rejects.toThrow('broke');
  expect(await offsetOf(upload)).toBe(700);
  await expect(appendBytes(store, upload, 700, slice(700, 1810, true))).rejects.toThrow('broke');
  expect(await offsetOf(upload)).toBe(1810);
  expect(await appendBytes(store, upload, 1810, slice(1810, 2500))).toBe(2500);
  expect(await finished(upload)).toBe(sha256(bytes));
});

test('bytes for another offset, and more than announced, change nothing', async () => {
  const upload = await begin();
  await expect(appendBytes(store, upload, 5, slice(5, 10))).rejects.toMatchObject({ code: 'conflict' });
  await appendBytes(store, upload, 0, slice(0, 2500));
  await expect(appendBytes(store, upload, 2500, slice(0, 1))).rejects.toMatchObject({ code: 'payload_too_large' });
  expect(await finished(upload)).toBe(sha256(bytes));
});

test.each([300, 2200])(
  'a store that fails once loses nothing that was acknowledged (%d bytes)',
  async (acknowledged) => {
    const upload = await begin();
    await appendBytes(store, upload, 0, slice(0, acknowledged));
    const failing = { ...store, putPart: () => Promise.reject(new Error('the store is away')) };
    await expect(appendBytes(failing, upload, acknowledged, slice(acknowledged, 2500))).rejects.toThrow('away');
    expect(await offsetOf(upload)).toBe(acknowledged);
    expect(await appendBytes(store, upload, acknowledged, slice(acknowledged, 2500))).toBe(2500);
    expect(await finished(upload)).toBe(sha256(bytes));
  },
);
