/**
 * The chunks of a body that nobody else reads. Each one's memory is freed when the next is asked for, so a large upload
 * does not pile up what the garbage collector has not come to yet: the consumer must be done with a chunk by then.
 */
export async function* frugalChunks(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of body ?? []) {
    yield chunk;
    freeBytes(chunk);
  }
}

/** Gives back the memory of bytes that nobody will read again, before the garbage collector comes to it. */
export function freeBytes({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
