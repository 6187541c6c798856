import type { ApiKeyHolder } from '../../shared/contracts/api-keys.ts';
import { AppError, errorStatus, isErrorBody } from '../../shared/errors.ts';
import { internalHeaders } from '../../shared/http-headers.ts';

/** Whom an API key stands for. Throws what origin says against the key, or `unavailable` when it cannot be asked. */
export type ReadKeyHolder = (key: string) => Promise<ApiKeyHolder>;

export type KeyHolderOptions = {
  originUrl: string;
  internalKey: string;
  now: () => number;
  maxCached?: number;
  timeoutMs?: number;
};

/** Origin's word stands this long: a revoked key opens nothing here afterwards. */
const CACHED_MS = 15_000;
const MAX_CACHED = 2_000;

type Known = { holder: ApiKeyHolder; untilMs: number } | { refusal: AppError; untilMs: number };

export function createKeyHolderReader(options: KeyHolderOptions): ReadKeyHolder {
  const { originUrl, internalKey, now, maxCached = MAX_CACHED, timeoutMs = 3_000 } = options;
  const known = new Map<string, Known>(); // insertion order: the first was asked for first

  async function ask(key: string): Promise<Known> {
    const askedAtMs = now();
    const response = await fetch(`${originUrl}/internal/api-keys/holder`, {
      method: 'POST',
      headers: { [internalHeaders.key]: internalKey, 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(cannotAsk);
    const answer: unknown = await response.json().catch(cannotAsk);
    const untilMs = askedAtMs + CACHED_MS;
    if (response.ok && isHolder(answer)) {
      const expiresAtMs = answer.expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(answer.expires_at);
      return { holder: answer, untilMs: Math.min(untilMs, expiresAtMs) };
    }
    if (!isErrorBody(answer) || errorStatus[answer.error.code] >= 404)
      return cannotAsk(new Error(`${response.status}`));
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
    return { refusal: new AppError(answer.error.code, answer.error.message, { headers }), untilMs };
  }

  return async (key) => {
    let found = known.get(key);
    if (!found || found.untilMs <= now()) {
      found = await ask(key);
      known.delete(key);
      known.set(key, found);
      const oldest = known.keys().next().value;
      if (known.size > maxCached && oldest !== undefined) known.delete(oldest);
    }
    if ('refusal' in found) throw found.refusal;
    return found.holder;
  };
}

/** By hand: zod would be a quarter of the worker. */
function isHolder(value: unknown): value is ApiKeyHolder {
  const holder = value as Partial<ApiKeyHolder> | null; // every field is looked at below
  return (
    typeof holder === 'object' &&
    typeof holder?.user_id === 'string' &&
    typeof holder.adult === 'boolean' &&
    Array.isArray(holder.scopes) &&
    (holder.expires_at === null || typeof holder.expires_at === 'string')
  );
}

function cannotAsk(cause: unknown): never {
  throw new AppError('unavailable', 'API keys cannot be checked right now', { headers: { 'retry-after': '2' }, cause });
}
