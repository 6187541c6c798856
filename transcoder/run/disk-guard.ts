import { mkdir, statfs } from 'node:fs/promises';

/** There is no room for a job's files at the moment; another job's end may make some. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
}

export type DiskGuard = {
  /** Sets `bytes` of scratch space aside until the returned function is called. Throws `DiskFullError`. */
  reserve(bytes: number): Promise<() => void>;
};

/** Left to everyone else on this disk. */
const spareBytes = 256 * 2 ** 20;

/** Counts what running jobs have announced, because what they have not written yet still looks free. */
export function createDiskGuard(
  workRoot: string,
  freeBytesOf: (dir: string) => Promise<number> = freeBytes,
): DiskGuard {
  let reservedBytes = 0;
  return {
    async reserve(bytes) {
      // Taken before the first await, so that two jobs at once cannot both have the same room.
      reservedBytes += bytes;
      try {
        const free = await freeBytesOf(workRoot);
        if (free < reservedBytes + spareBytes)
          throw new DiskFullError(
            `scratch space is short: ${megabytes(reservedBytes)} MB needed (${megabytes(bytes)} for this job), ${megabytes(free)} MB free`,
          );
      } catch (error) {
        reservedBytes -= bytes;
        throw error;
      }
      let isHeld = true;
      return () => {
        if (isHeld) reservedBytes -= bytes;
        isHeld = false;
      };
    },
  };
}

async function freeBytes(dir: string): Promise<number> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
