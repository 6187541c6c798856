import { AppError } from '../../shared/errors.ts';

/** How long a client may take to send a small body, however it spreads it. */
const DEADLINE_MS = 30_000;

/**
 * The whole body. Throws `payload_too_large` as soon as it is known to exceed `maxBytes`, whatever the length header says,
 * `request_timeout` when it takes too long, and `validation_failed` when it breaks off.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
  deadlineMs = DEADLINE_MS,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new AppError('payload_too_large', `this body may have at most ${maxBytes} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<never>((_, reject) => {
    const refusal = new AppError('request_timeout', 'the body took too long to arrive');
    timer = setTimeout(() => reject(refusal), deadlineMs);
  });
  late.catch(() => undefined); // it may come when nobody waits any more
  try {
    for (;;) {
      const { done, value }: { done: boolean; value?: Uint8Array | undefined } = await Promise.race([
        reader.read(),
        late,
      ]);
      if (done || !value) break;
      sizeBytes += value.length;
      if (sizeBytes > maxBytes) throw tooLarge();
      chunks.push(value);
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    if (error instanceof AppError) throw error;
    // Cut off, or chunks that are none (RFC 9112 §7.1): the sender's fault.
    throw new AppError('validation_failed', 'the body could not be read to its end', { cause: error });
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
  const body = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
