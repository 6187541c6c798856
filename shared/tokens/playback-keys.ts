import { fromBase64Url } from '../base64url.ts';

/** The HMAC keys of playback tokens, imported once: the first signs, all verify, so a key can be rotated. */
export type PlaybackKeyRing = {
  signing: { kid: string; key: CryptoKey };
  find(kid: string): CryptoKey | undefined;
};

/**
 * Reads `kid:secret[,kid:secret…]` (secrets: base64url of at least 32 bytes; the first signs).
 * Throws on anything else: a missing variable must never become the key "null" or "undefined".
 */
export async function importPlaybackKeys(text: string): Promise<PlaybackKeyRing> {
  const keys = new Map<string, CryptoKey>();
  let signing: PlaybackKeyRing['signing'] | undefined;
  for (const entry of text.split(',')) {
    const [, kid, secret] = /^([a-z0-9]{1,16}):([A-Za-z0-9_-]+)$/.exec(entry.trim()) ?? [];
    const bytes = secret === undefined ? null : fromBase64Url(secret);
    if (kid === undefined || bytes === null || bytes.length < 32)
      throw new TypeError('PLAYBACK_KEYS must be "kid:secret[,kid:secret]" with base64url secrets of 32 bytes or more');
    const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
      'sign',
      'verify',
    ]);
    signing ??= { kid, key };
    keys.set(kid, key);
  }
  if (!signing) throw new TypeError('PLAYBACK_KEYS is empty');
  return { signing, find: (kid) => keys.get(kid) };
}
