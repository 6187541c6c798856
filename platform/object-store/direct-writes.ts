import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { isSystemError } from './durable-files.ts';
import { blockBytes, giveBackWriteBuffer, takeWriteBuffer } from './write-buffers.ts';

/** Opens a file to be written past the page cache, in whole blocks (open(2), O_DIRECT); elsewhere than on Linux nothing. */
export const directFlag: number = constants.O_DIRECT ?? 0;

/** Whether the file system takes such writes, tried with one block at `path`, a name that is free. */
export async function takesDirectWrites(path: string): Promise<boolean> {
  const buffer = takeWriteBuffer();
  try {
    const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | directFlag);
    try {
      await handle.write(buffer, 0, blockBytes, 0);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (isSystemError(error, 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP')) return false;
    throw error;
  } finally {
    giveBackWriteBuffer(buffer);
    await rm(path, { force: true });
  }
}
