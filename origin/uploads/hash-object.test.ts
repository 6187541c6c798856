import { expect, test } from 'bun:test';
import { hashObject } from './hash-object.ts';

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index % 251);

/** The bytes in chunks whose borders have nothing to do with those of parts. */
function storeOf(chunkBytes: number) {
  const info = { sizeBytes: bytes.length, etag: '""', contentType: '', lastModified: new Date(0) };
  const body = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += chunkBytes) controller.enqueue(bytes.slice(at, at + chunkBytes));
        controller.close();
      },
    });
  return { get: async () => ({ info, body: body() }) };
}

test.each([1, 7, 333, 334, 999, 1_000, 5_000])(
  'parts of 333 bytes are hashed out of chunks of %d',
  async (chunkBytes) => {
    const hashes = await hashObject(storeOf(chunkBytes), 'key', { partSizeBytes: 333 });
    expect(hashes.whole).toBe(sha256(bytes));
    expect(hashes.parts).toEqual([0, 333, 666, 999].map((start) => sha256(bytes.slice(start, start + 333))));
  },
);

test('a last part that is full has no empty one behind it', async () => {
  const { parts } = await hashObject(storeOf(300), 'key', { partSizeBytes: 500 });
  expect(parts).toEqual([sha256(bytes.slice(0, 500)), sha256(bytes.slice(500))]);
});

test('parts are hashed only when asked for', async () => {
  expect(await hashObject(storeOf(300), 'key')).toEqual({ whole: sha256(bytes), parts: [] });
});
