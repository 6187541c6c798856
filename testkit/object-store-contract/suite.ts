import { expect } from 'bun:test';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { AppError } from '../../shared/errors.ts';

// S3 refuses parts below 5 MiB that are not the last, so the parts here are of that size.
export const partBytes = 5 << 20;
export const opaque = { contentType: 'application/octet-stream' };

export type Suite = ReturnType<typeof createSuite>;

/** What the contract's tests share; `store` is opened only when the first test runs. */
export function createSuite(currentStore: () => ObjectStore) {
  const newPrefix = () => `contract/${crypto.randomUUID()}/`;
  const read = async (key: string, range?: { start: number; end: number }) => {
    const found = await currentStore().get(key, range && { range });
    return found && new Uint8Array(await new Response(found.body).arrayBuffer());
  };
  const keysBelow = async (prefix: string) =>
    (await Array.fromAsync(currentStore().list(prefix))).map(({ key }) => key).sort();
  const begin = async (key: string, contentType = 'video/mp4') => ({
    key,
    uploadId: (await currentStore().createMultipartUpload(key, { contentType, partSizeBytes: partBytes })).uploadId,
  });
  const sign = (upload: { key: string; uploadId: string }, partNumber: number, sizeBytes: number, expiresInSec = 60) =>
    currentStore().signPartUrl({ ...upload, partNumber, sizeBytes, expiresInSec });
  const send = async (
    upload: { key: string; uploadId: string },
    partNumber: number,
    bytes: Uint8Array<ArrayBuffer>,
  ) => {
    const response = await put((await sign(upload, partNumber, bytes.length)).url, bytes);
    expect(response.status).toBe(200);
    return { partNumber, etag: response.headers.get('etag') ?? '' };
  };

  return {
    get store() {
      return currentStore();
    },
    newPrefix,
    read,
    keysBelow,
    begin,
    sign,
    send,
  };
}

/** Rejection with an `AppError` of one of these codes is what the caller relies on. */
export async function expectCode(work: Promise<unknown>, ...codes: AppError['code'][]): Promise<void> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );
  expect(codes as unknown[]).toContainEqual(outcome);
}

export async function put(url: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  const response = await fetch(url, { method: 'PUT', body });
  await response.arrayBuffer();
  return response;
}
