import type { PlaybackKeyRing } from './playback-keys.ts';
import { type TokenVerdict, verifyPlaybackToken } from './playback-token.ts';

/** Verifies a token; without waiting when it is one of those that held lately. */
export type VerifyToken = (token: string, nowSec: number) => TokenVerdict | Promise<TokenVerdict>;

type Genuine = Extract<TokenVerdict, { ok: true }>;

/**
 * A player sends one token with hundreds of segments, and its signature never changes: so it is computed once, and the
 * `maxTokens` least recently sent are forgotten. The expiry is looked at each time. Only tokens that held are remembered, and they are found by hash, so no guess learns from the time it takes.
 */
export function createTokenVerifier(keys: PlaybackKeyRing, maxTokens: number): VerifyToken {
  const genuine = new Map<string, Genuine>(); // insertion order: the first is the oldest

  async function verify(token: string, nowSec: number): Promise<TokenVerdict> {
    const verdict = await verifyPlaybackToken(token, keys, nowSec);
    if (!verdict.ok) return verdict;
    genuine.set(token, verdict);
    const oldest = genuine.keys().next().value;
    if (genuine.size > maxTokens && oldest !== undefined) genuine.delete(oldest);
    return verdict;
  }

  return (token, nowSec) => {
    const known = genuine.get(token);
    if (!known) return verify(token, nowSec);
    genuine.delete(token);
    const { claims, kid } = known;
    if (claims.expiresAtSec <= nowSec) return { ok: false, reason: 'expired', claims, kid };
    genuine.set(token, known);
    return known;
  };
}
