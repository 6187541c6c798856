import { takesFile } from '../file-bodies.ts';

const mutations = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Sessions, API keys and second factors are secrets, which no stored answer may hold; tus has offsets of its own for this. */
const exempt = /^\/api\/v1\/(?:auth|tus|me\/api-keys|me\/second-factor)(?:\/|$)/;

/**
 * Whether an `Idempotency-Key` is honoured there. Files sent by PUT replace what they name, which repeats harmlessly by
 * itself.
 */
export function isKeyed(method: string, path: string): boolean {
  const request = { method: method.toUpperCase(), path };
  return mutations.has(request.method) && !exempt.test(path) && !takesFile(request);
}
