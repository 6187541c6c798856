/** Often enough that little piles up, seldom enough that it costs a small part of what receiving the bytes does. */
const collectEveryBytes = 64 * 2 ** 20;
let sinceCollectedBytes = 0;

/**
 * The chunks of a request's body that nobody else reads. Each one's memory is freed when the next is asked for, so a large
 * upload does not pile up what the garbage collector has not come to yet: the consumer must be done with a chunk by then.
 */
export async function* frugalChunks(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of body ?? []) {
    sinceCollectedBytes += chunk.length;
    yield chunk;
    freeBytes(chunk);
  }
  collectBodies();
}

/**
 * Bun keeps buffers with the body of each request until that is collected, and the collector does not know of them: left
 * alone it waits while tens of megabytes pile up.
 */
function collectBodies(): void {
  if (sinceCollectedBytes < collectEveryBytes) return;
  sinceCollectedBytes = 0;
  Bun.gc(true);
}

/** Gives back the memory of bytes that nobody will read again, before the garbage collector comes to it. */
export function freeBytes({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
