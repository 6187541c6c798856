/** Few enough for many uploads at once, many enough that handing them on costs little beside writing them. */
const batchBytes = 512 * 1024;
/** A quarter of what one write takes (IOV_MAX in limits.h), for clients that trickle. */
const batchChunks = 256;

/**
 * The chunks of a body that nobody else reads. Each one's memory is freed when the next is asked for, so a large upload
 * does not pile up what the garbage collector has not come to yet: the consumer must be done with a chunk by then.
 */
export async function* frugalChunks(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of body ?? []) {
    yield chunk;
    free(chunk);
  }
}

/** The same by the half megabyte: bodies come in chunks of 64 KiB, too small to go to a disk one by one. */
export async function* frugalBatches(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array[], void> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    batch.push(chunk);
    bytes += chunk.length;
    if (bytes < batchBytes && batch.length < batchChunks) continue;
    yield batch;
    batch.forEach(free);
    batch = [];
    bytes = 0;
  }
  if (bytes > 0) yield batch;
  batch.forEach(free);
}

function free({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
