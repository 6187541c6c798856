import { freeBytes } from '../../platform/object-store/frugal-chunks.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { AppError } from '../../shared/errors.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import type { Upload } from '../uploads/store.ts';

type Objects = Pick<ObjectStore, 'listParts' | 'head' | 'get' | 'putPart' | 'putBytes' | 'delete'>;
type Stored = {
  /** Bytes that arrived for good: the parts and the remainder. */
  offset: number;
  partCount: number;
  partsBytes: number;
  remainderBytes: number;
};

/** The remainder begins with the offset in the file of its first byte, as an unsigned 64-bit number. */
const headerBytes = 8;
const opaque = { contentType: 'application/octet-stream' };

/**
 * What is stored of an upload that comes in one stream: parts 1 … n of the same size and, in an object of its own, the
 * bytes behind them that are too few for a part. A remainder that does not begin where the parts end was overtaken by
 * one of them and counts for nothing, so no crash between the two writes can count a byte twice.
 */
export async function storedBytes(objects: Objects, upload: Upload): Promise<Stored> {
  const parts = await objects.listParts({ key: upload.objectKey, uploadId: upload.storeUploadId });
  if (parts === null) throw new AppError('upload_not_open', 'this upload is over');
  const isGapless = parts.every((part, index) => part.partNumber === index + 1);
  if (!isGapless) throw new Error(`upload ${upload.id} has parts out of line`);
  const partsBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const remainderBytes = partsBytes < upload.sizeBytes ? await remainderSize(objects, upload, partsBytes) : 0;
  return { offset: partsBytes + remainderBytes, partCount: parts.length, partsBytes, remainderBytes };
}

async function remainderSize(objects: Objects, upload: Upload, startsAt: number): Promise<number> {
  const key = objectKeys.originalRemainder(upload.objectKey);
  const info = await objects.head(key);
  if (info === null || info.sizeBytes <= headerBytes) return 0;
  const found = await objects.get(key, { range: { start: 0, end: headerBytes - 1 } });
  if (!found) return 0;
  const header = new DataView(await new Response(found.body).arrayBuffer());
  return header.getBigUint64(0) === BigInt(startsAt) ? info.sizeBytes - headerBytes : 0;
}

/**
 * Stores `body` behind what is there and returns the new offset, which is true whatever happens afterwards. When
 * `body` breaks off, what came before is kept and the error passed on. Holds one part in memory.
 */
export async function appendBytes(
  objects: Objects,
  upload: Upload,
  from: number,
  body: AsyncIterable<Uint8Array>,
): Promise<number> {
  const stored = await storedBytes(objects, upload);
  if (stored.offset !== from) throw new AppError('conflict', `this upload continues at byte ${stored.offset}`);
  const part = new Uint8Array(Math.min(upload.partSizeBytes, upload.sizeBytes - stored.partsBytes));
  part.set(await readRemainder(objects, upload, stored));
  try {
    return await append(objects, upload, stored, part, body);
  } finally {
    freeBytes(part);
  }
}

async function append(
  objects: Objects,
  upload: Upload,
  stored: Stored,
  part: Uint8Array,
  body: AsyncIterable<Uint8Array>,
): Promise<number> {
  const pending = { ...stored, part, filledBytes: stored.remainderBytes };
  let broken: { error: unknown } | null = null;
  try {
    for await (const chunk of body) await fill(objects, upload, pending, chunk);
  } catch (error) {
    broken = { error };
  }
  const isKeptAlready = pending.partsBytes === stored.partsBytes && pending.filledBytes === stored.remainderBytes;
  // A whole part that the store did not take is not kept aside: as a remainder nothing would make it a part again.
  const isRemainder = pending.filledBytes > 0 && pending.filledBytes < fullSize(upload, pending);
  if (isRemainder && !isKeptAlready) await putRemainder(objects, upload, pending);
  if (broken) throw broken.error;
  return pending.partsBytes + pending.filledBytes;
}

type Pending = { part: Uint8Array; filledBytes: number; partCount: number; partsBytes: number };

async function fill(objects: Objects, upload: Upload, pending: Pending, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    const wanted = fullSize(upload, pending) - pending.filledBytes;
    if (wanted === 0) throw new AppError('payload_too_large', `this upload has ${upload.sizeBytes} bytes`);
    const taken = chunk.subarray(at, at + wanted);
    pending.part.set(taken, pending.filledBytes);
    pending.filledBytes += taken.length;
    at += taken.length;
    if (pending.filledBytes === fullSize(upload, pending)) await putFullPart(objects, upload, pending);
  }
}

function fullSize(upload: Upload, { partsBytes }: Pending): number {
  return Math.min(upload.partSizeBytes, upload.sizeBytes - partsBytes);
}

async function putFullPart(objects: Objects, upload: Upload, pending: Pending): Promise<void> {
  const at = { key: upload.objectKey, uploadId: upload.storeUploadId, partNumber: pending.partCount + 1 };
  await objects.putPart(at, pending.part.subarray(0, pending.filledBytes));
  pending.partCount += 1;
  pending.partsBytes += pending.filledBytes;
  pending.filledBytes = 0;
}

async function putRemainder(objects: Objects, upload: Upload, pending: Pending): Promise<void> {
  const bytes = new Uint8Array(headerBytes + pending.filledBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(pending.partsBytes));
  bytes.set(pending.part.subarray(0, pending.filledBytes), headerBytes);
  await objects.putBytes(objectKeys.originalRemainder(upload.objectKey), bytes, opaque);
}

async function readRemainder(objects: Objects, upload: Upload, stored: Stored): Promise<Uint8Array> {
  if (stored.remainderBytes === 0) return new Uint8Array(0);
  const range = { start: headerBytes, end: headerBytes + stored.remainderBytes - 1 };
  const found = await objects.get(objectKeys.originalRemainder(upload.objectKey), { range });
  if (!found) throw new Error(`the remainder of upload ${upload.id} is gone`);
  const bytes = new Uint8Array(await new Response(found.body).arrayBuffer());
  if (bytes.length !== stored.remainderBytes) throw new Error(`the remainder of upload ${upload.id} ended early`);
  return bytes;
}
