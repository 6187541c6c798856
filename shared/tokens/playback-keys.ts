import { fromBase64Url } from '../base64url.ts';
import { AppError } from '../errors.ts';

/** The HMAC keys of playback tokens, imported once: the first signs, all verify, so a key can be rotated. */
export type PlaybackKeyRing = {
  signing: { kid: string; key: CryptoKey };
  find(kid: string): CryptoKey | undefined;
};

/**
 * Reads `kid:secret[,kid:secret…]` (secrets: base64url of at least 32 bytes; the first signs).
 * Throws on anything else: a missing variable must never become the key "null" or "undefined".
 * Of `isRevoked` keys none signs any more; where none is left, `signing` throws `unavailable`.
 */
export async function importPlaybackKeys(
  text: string,
  isRevoked: (kid: string) => boolean = () => false,
): Promise<PlaybackKeyRing> {
  const keys = new Map<string, CryptoKey>();
  for (const entry of text.split(',')) {
    const [, kid, secret] = /^([a-z0-9]{1,16}):([A-Za-z0-9_-]+)$/.exec(entry.trim()) ?? [];
    const bytes = secret === undefined ? null : fromBase64Url(secret);
    if (kid === undefined || bytes === null || bytes.length < 32 || keys.has(kid))
      throw new TypeError(
        'PLAYBACK_KEYS must be "kid:secret[,kid:secret]" with different ids and base64url secrets of 32 bytes or more',
      );
    const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
      'sign',
      'verify',
    ]);
    keys.set(kid, key);
  }
  return {
    get signing() {
      for (const [kid, key] of keys) if (!isRevoked(kid)) return { kid, key };
      throw new AppError('unavailable', 'no playback session can be started right now', {
        headers: { 'retry-after': '30' },
        cause: new Error('every key of PLAYBACK_KEYS is revoked; put a new one in front'),
      });
    },
    find: (kid) => keys.get(kid),
  };
}
