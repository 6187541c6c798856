import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Exclusively } from '../keyed-lock.ts';
import { flush } from './durable-files.ts';
import { createPartEtag } from './part-etag.ts';
import { claimPlace, markerName, removeOlderVersions, wholeName, writeAt } from './part-files.ts';
import type { SharedFlush } from './shared-flush.ts';
import { blockBytes, giveBackWriteBuffer, roundedUpToBlock, takeWriteBuffer } from './write-buffers.ts';

export type PartBody = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export type PartWriting = {
  /** What the writers of one upload's parts agree by. */
  inTurn: Exclusively;
  sharedFlush: SharedFlush;
  /** Whether the file system takes writes past the page cache. */
  takesDirectWrites(): Promise<boolean>;
};

type Part = { partNumber: number; sizeBytes: number };
/** Stores the first `sizeBytes` of an aligned buffer at `position` of the part. */
type Write = (buffer: Uint8Array, sizeBytes: number, position: number) => Promise<void>;

/**
 * Stores a part in an upload's `folder`, flushed, and answers its ETag without quotes. The first sending goes to its
 * place in the whole, where it can stay; another one to a file of its own. Throws `payload_too_large` or `size_mismatch`.
 */
export async function writePart(
  { folder, partSizeBytes }: { folder: string; partSizeBytes: number | null },
  part: Part,
  body: PartBody,
  { inTurn, sharedFlush, takesDirectWrites }: PartWriting,
): Promise<string> {
  const fits = partSizeBytes !== null && part.sizeBytes <= partSizeBytes;
  const isDirect = fits && partSizeBytes % blockBytes === 0 && (await takesDirectWrites());
  const place = fits ? await claimPlace(folder, part.partNumber, { isDirect }) : null;
  if (!fits || !place) return writeApart(folder, part, body);
  const { handle, release } = place;
  const start = (part.partNumber - 1) * partSizeBytes;
  // The kernel lets one writer at a time into a file; threads that wait there for their turn burn the processor.
  const write: Write = (buffer, sizeBytes, position) => {
    // Past the end of the last part, as far as its block goes: completion cuts the file to its size.
    const filledBytes = isDirect ? roundedUpToBlock(sizeBytes) : sizeBytes;
    buffer.fill(0, sizeBytes, filledBytes);
    return inTurn(folder, () => writeAt(handle, buffer.subarray(0, filledBytes), start + position));
  };
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
  const etag = await writeBody(body, sizeBytes, (buffer, filledBytes, position) =>
    writeAt(handle, buffer.subarray(0, filledBytes), position),
  );
  await handle.datasync();
  return etag;
}

/** Hands on all of `body`, a full buffer at a time, and answers its ETag. */
async function writeBody(body: PartBody, sizeBytes: number, write: Write): Promise<string> {
  const etag = createPartEtag();
  const buffer = takeWriteBuffer();
  let [writtenBytes, filledBytes] = [0, 0];
  const writeFilled = async () => {
    etag.update(buffer.subarray(0, filledBytes));
    await write(buffer, filledBytes, writtenBytes);
    writtenBytes += filledBytes;
    filledBytes = 0;
  };
  try {
    for await (const chunk of body) {
      if (writtenBytes + filledBytes + chunk.length > sizeBytes)
        throw new AppError('payload_too_large', `this part has ${sizeBytes} bytes`);
      for (let at = 0; at < chunk.length; ) {
        const taken = chunk.subarray(at, at + buffer.length - filledBytes);
        buffer.set(taken, filledBytes);
        filledBytes += taken.length;
        at += taken.length;
        if (filledBytes === buffer.length) await writeFilled();
      }
    }
    if (filledBytes > 0) await writeFilled();
  } finally {
    giveBackWriteBuffer(buffer);
  }
  if (writtenBytes < sizeBytes)
    throw new AppError('size_mismatch', `this part has ${sizeBytes} bytes, ${writtenBytes} arrived`);
  return etag.digest();
}
