import type { JSONWebKeySet } from 'jose';
import { importJWK } from 'jose/key/import';
import { AppError } from '../../shared/errors.ts';

/** The public keys of origin's access tokens, by key id. */
export type SigningKeys = {
  /** Null when origin publishes no such key. Throws `unavailable` when origin cannot be asked. */
  find(kid: string): Promise<CryptoKey | null>;
};

export type SigningKeysOptions = {
  jwksUrl: string;
  now: () => number;
  waitUntil: (work: Promise<unknown>) => void;
  /** Least time between two fetches, so that made-up key ids cannot hammer origin. */
  refetchAfterMs?: number;
  /** A set older than this is fetched again beside the request that uses it, so that withdrawn keys go. */
  maxAgeMs?: number;
  timeoutMs?: number;
};

/** Keys kept in the isolate and fetched again for an unknown id: rotation needs no deploy. */
export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
  const { jwksUrl, now, waitUntil, refetchAfterMs = 10_000, maxAgeMs = 60_000, timeoutMs = 3_000 } = options;
  let keys = new Map<string, CryptoKey>();
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let triedAtMs = Number.NEGATIVE_INFINITY;

  async function refetch(): Promise<void> {
    triedAtMs = now();
    const response = await fetch(jwksUrl, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`JWKS answered ${response.status}`);
    const { keys: published } = (await response.json()) as JSONWebKeySet; // what is not a key of ours is passed over
    const next = new Map<string, CryptoKey>();
    for (const jwk of published) {
      if (typeof jwk.kid !== 'string' || jwk.kty !== 'EC' || jwk.crv !== 'P-256') continue;
      const key = await importJWK({ ...jwk, kty: 'EC' }, 'ES256');
      if (key instanceof CryptoKey) next.set(jwk.kid, key);
    }
    keys = next;
    fetchedAtMs = now();
  }

  return {
    async find(kid) {
      const known = keys.get(kid);
      const nowMs = now();
      if (known) {
        const isOld = nowMs - fetchedAtMs >= maxAgeMs && nowMs - triedAtMs >= refetchAfterMs;
        if (isOld) waitUntil(refetch().catch(() => undefined)); // origin is away: the known keys go on
        return known;
      }
      if (nowMs - fetchedAtMs < refetchAfterMs) return null;
      try {
        // Not shared between requests: a request that is cancelled would take the others' answer with it.
        await refetch();
      } catch (cause) {
        throw new AppError('unavailable', 'sign-in cannot be checked right now', {
          headers: { 'retry-after': '2' },
          cause,
        });
      }
      return keys.get(kid) ?? null;
    },
  };
}
