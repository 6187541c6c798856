import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Exclusively } from '../keyed-lock.ts';
import { flush } from './durable-files.ts';
import { createPartEtag } from './part-etag.ts';
import { claimPlace, markerName, removeOlderVersions, wholeName, writeAllAt } from './part-files.ts';
import type { SharedFlush } from './shared-flush.ts';

/** The bytes in batches, each of which is written at once. */
export type PartBody = AsyncIterable<readonly Uint8Array[]> | Iterable<readonly Uint8Array[]>;

/** What the writers of one upload's parts agree by. */
export type PartWriting = { inTurn: Exclusively; sharedFlush: SharedFlush };

type Part = { partNumber: number; sizeBytes: number };
type Write = (batch: readonly Uint8Array[], position: number) => Promise<void>;

/**
 * Stores a part in an upload's `folder`, flushed, and answers its ETag without quotes. The first sending goes to its
 * place in the whole, where it can stay; another one to a file of its own. Throws `payload_too_large` or `size_mismatch`.
 */
export async function writePart(
  { folder, partSizeBytes }: { folder: string; partSizeBytes: number | null },
  part: Part,
  body: PartBody,
  { inTurn, sharedFlush }: PartWriting,
): Promise<string> {
  const fits = partSizeBytes !== null && part.sizeBytes <= partSizeBytes;
  const place = fits ? await claimPlace(folder, part.partNumber) : null;
  if (!fits || !place) return writeApart(folder, part, body);
  const { handle, release } = place;
  const start = (part.partNumber - 1) * partSizeBytes;
  // The kernel lets one writer at a time into a file; threads that wait there for their turn burn the processor.
  const write: Write = (batch, position) => inTurn(folder, () => writeAllAt(handle, batch, start + position));
  try {
    const etag = await writeBody(body, part.sizeBytes, write);
    await sharedFlush(join(folder, wholeName), () => handle.datasync());
    await (await open(join(folder, markerName(part.partNumber, etag, part.sizeBytes)), 'wx')).close();
    await sharedFlush(folder, () => flush(folder));
    return etag;
  } catch (error) {
    await release();
    throw error;
  } finally {
    await handle.close();
  }
}

async function writeApart(folder: string, { partNumber, sizeBytes }: Part, body: PartBody): Promise<string> {
  const temporary = join(folder, `incoming-${crypto.randomUUID()}`);
  try {
    const handle = await open(temporary, 'wx');
    const etag = await writeFile(handle, body, sizeBytes).finally(() => handle.close());
    await rename(temporary, join(folder, `${partNumber}.${etag}`));
    await flush(folder);
    // A part has other versions only when it comes twice, and then the later sending comes here.
    await removeOlderVersions(folder, partNumber);
    return etag;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeFile(handle: FileHandle, body: PartBody, sizeBytes: number): Promise<string> {
  const etag = await writeBody(body, sizeBytes, (batch, position) => writeAllAt(handle, batch, position));
  await handle.datasync();
  return etag;
}

/** Hands on all of `body` and answers its ETag. */
async function writeBody(body: PartBody, sizeBytes: number, write: Write): Promise<string> {
  const etag = createPartEtag();
  let writtenBytes = 0;
  for await (const batch of body) {
    const batchBytes = batch.reduce((sum, chunk) => sum + chunk.length, 0);
    if (writtenBytes + batchBytes > sizeBytes)
      throw new AppError('payload_too_large', `this part has ${sizeBytes} bytes`);
    for (const chunk of batch) etag.update(chunk);
    await write(batch, writtenBytes);
    writtenBytes += batchBytes;
  }
  if (writtenBytes < sizeBytes)
    throw new AppError('size_mismatch', `this part has ${sizeBytes} bytes, ${writtenBytes} arrived`);
  return etag.digest();
}
