export type EndableBody = {
  /** May be asked for once. A client that goes away ends them with an `AbortError`. */
  chunks: AsyncIterable<Uint8Array>;
  /** From then on the body ends as if nothing more had come. */
  endOn(signal: AbortSignal): void;
};

/**
 * A request's body as @tus/server wants it to behave, read without the library's three Node streams, which copy every
 * byte and pile up garbage.
 */
export function endableBody(body: ReadableStream<Uint8Array> | null): EndableBody {
  const reader = body?.getReader();
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
    // A read that is under way is answered with the end.
    reader?.cancel().catch(() => {});
  };

  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    while (reader && !hasEnded) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw Object.assign(new Error('the client went away', { cause }), { name: 'AbortError' });
      });
      if (done || hasEnded) return;
      yield value;
    }
  }

  return {
    chunks: chunks(),
    endOn(signal) {
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    },
  };
}
