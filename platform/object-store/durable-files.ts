import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** Far more than the times in a row that deletes elsewhere were seen to take a folder away under load. */
const mostAttempts = 20;

/** True when `error` is a system error of one of these codes. */
export function isSystemError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}

/** True when `error` says that this file system, or this file in it, can have no second name. */
export function lacksLinks(error: unknown): boolean {
  return isSystemError(error, 'EPERM', 'EXDEV', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP');
}

/** What a missing file means to a reader: nothing there. Other errors pass. */
export async function nullIfMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/** Turns a full disk into `storage_full` and a name that is already a folder (or lies below an object) into `conflict`. */
export async function withDiskErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isSystemError(error, 'ENOSPC', 'EDQUOT'))
      throw new AppError('storage_full', 'the object store is full', { cause: error });
    if (isSystemError(error, 'EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'))
      throw new AppError('conflict', 'an object of this name cannot stand beside the ones there', { cause: error });
    throw error;
  }
}

/** Makes what was written to `path` (a file or a folder's list of names) survive a power cut. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Renames within one file system, makes the target's folders, and flushes the names. The file itself is flushed before. */
export async function renameDurably(from: string, to: string): Promise<void> {
  const folder = dirname(to);
  for (let attempt = 1; ; attempt++) {
    let firstMade: string | undefined;
    try {
      firstMade = await mkdir(folder, { recursive: true });
      await rename(from, to);
    } catch (error) {
      // A delete elsewhere may take the empty folder, or one above it, away in between.
      if (attempt === mostAttempts || !isSystemError(error, 'ENOENT')) throw error;
      continue;
    }
    for (let path = folder; ; path = dirname(path)) {
      // Gone again, with what was in it, by another's hand.
      await nullIfMissing(flush(path));
      if (firstMade === undefined || path.length < firstMade.length) return;
    }
  }
}
