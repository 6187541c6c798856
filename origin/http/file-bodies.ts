import { AppError } from '../../shared/errors.ts';

/** Operations whose body is a file instead of JSON; they read it with `readFileBody`. */
const fileRoutes = /^\/api\/v1\/(?:videos\/[^/]+\/(?:captions\/[^/]+|thumbnail)|channels\/[^/]+\/(?:avatar|banner))$/;

export const takesFile = (request: { method: string; path: string }): boolean =>
  request.method === 'PUT' && fileRoutes.test(request.path);

/**
 * The body of a request and its media type. Throws `unsupported_media` unless that is one of `types`, and
 * `payload_too_large` as soon as there are more than `maxBytes`, whatever the header promised.
 */
export async function readFileBody<Type extends string>(
  request: Request,
  expected: { types: readonly Type[]; maxBytes: number },
): Promise<{ type: Type; bytes: Uint8Array }> {
  const sent = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  const type = expected.types.find((one) => one === sent);
  if (type === undefined) throw new AppError('unsupported_media', `send the body as ${expected.types.join(' or ')}`);
  const tooLarge = () => new AppError('payload_too_large', `the file may have at most ${expected.maxBytes} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > expected.maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let totalBytes = 0;
  for await (const chunk of request.body ?? []) {
    totalBytes += chunk.byteLength;
    if (totalBytes > expected.maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return { type, bytes: Buffer.concat(chunks) };
}
