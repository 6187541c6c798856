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
  /** Least time between two fetches, so that made-up key ids cannot hammer origin. */
  refetchAfterMs?: number;
  timeoutMs?: number;
};

/** Keys kept in the isolate and fetched again for an unknown id: rotation needs no deploy. */
export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
  const refetchAfterMs = options.refetchAfterMs ?? 10_000;
  let keys = new Map<string, CryptoKey>();
  let fetchedAtMs = Number.NEGATIVE_INFINITY;

  async function refetch(): Promise<void> {
    const response = await fetch(options.jwksUrl, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(options.timeoutMs ?? 3_000),
    });
    if (!response.ok) throw new Error(`JWKS answered ${response.status}`);
    const { keys: published } = await response.json<{ keys: ({ kid?: string; kty?: string } & JsonWebKey)[] }>();
    const next = new Map<string, CryptoKey>();
    for (const jwk of published) {
      if (typeof jwk.kid !== 'string' || jwk.kty !== 'EC' || jwk.crv !== 'P-256') continue;
      const key = await importJWK({ ...jwk, kty: 'EC' }, 'ES256');
      if (key instanceof CryptoKey) next.set(jwk.kid, key);
    }
    keys = next;
    fetchedAtMs = options.now();
  }

  return {
    async find(kid) {
      const known = keys.get(kid);
      if (known) return known;
      if (options.now() - fetchedAtMs < refetchAfterMs) return null;
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
