import { isErrorBody } from '../../shared/errors.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { Failure } from '../failure.ts';

export type OriginAddress = { url: string; internalKey: string };
export type Refusal = { code: string; message: string };

const timeoutMs = 30_000;

/**
 * A request to origin's inside, where only the internal key opens. Resolves with the answer or the refusal; throws a
 * `Failure` when origin does not answer.
 */
export async function requestOrigin(
  origin: OriginAddress,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<{ answer: unknown } | { refusal: Refusal }> {
  let response: Response;
  try {
    response = await fetch(`${origin.url}/internal${path}`, {
      method,
      headers: {
        [internalHeaders.key]: origin.internalKey,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    throw new Failure('origin_unreachable', `origin does not answer at ${origin.url}`, { cause });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return { answer };
  const unexpected = { code: 'bad_gateway', message: `unexpected answer ${response.status}` };
  return { refusal: isErrorBody(answer) ? answer.error : unexpected };
}

/** Has origin do something. Resolves with the refusal, or null when it was done. */
export async function callOrigin(...request: Parameters<typeof requestOrigin>): Promise<Refusal | null> {
  const outcome = await requestOrigin(...request);
  return 'refusal' in outcome ? outcome.refusal : null;
}
