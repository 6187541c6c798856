import { ptr } from 'bun:ffi';

/** What memory, places and lengths of writes past the page cache must be multiples of: the largest block of common disks. */
export const blockBytes = 4096;

/** Large enough that waiting for the disk once each costs little, small enough for many parts at once. */
const bufferBytes = 1 << 20;
/** Kept for the next parts; more of them are in use while more parts come in. */
const mostSpare = 8;

const spare: Uint8Array<ArrayBuffer>[] = [];

/** A buffer for bytes on their way to a disk, aligned to `blockBytes`. Give it back after its last write has ended. */
export function takeWriteBuffer(): Uint8Array<ArrayBuffer> {
  return spare.pop() ?? alignedBytes(bufferBytes);
}

export function giveBackWriteBuffer(buffer: Uint8Array<ArrayBuffer>): void {
  if (spare.length < mostSpare) spare.push(buffer);
}

function alignedBytes(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const memory = new Uint8Array(sizeBytes + blockBytes);
  const start = (blockBytes - (ptr(memory) % blockBytes)) % blockBytes;
  return memory.subarray(start, start + sizeBytes);
}

export const roundedUpToBlock = (bytes: number) => Math.ceil(bytes / blockBytes) * blockBytes;
