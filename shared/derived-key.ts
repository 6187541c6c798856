import { fromBase64Url } from './base64url.ts';

/**
 * An HMAC-SHA-256 key for one purpose out of a secret that serves several (HKDF, RFC 5869). `secret`: base64url of
 * 32 bytes or more; throws on anything else, since a missing variable must never become the key "null".
 */
export function deriveHmacKey(secret: string, purpose: string): Promise<CryptoKey> {
  return deriveKey(secret, purpose, { name: 'HMAC', hash: 'SHA-256', length: 256 }, ['sign', 'verify']);
}

/** The same for AES-256-GCM. */
export function deriveSealingKey(secret: string, purpose: string): Promise<CryptoKey> {
  return deriveKey(secret, purpose, { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt']);
}

async function deriveKey(
  secret: string,
  purpose: string,
  algorithm: { name: 'HMAC'; hash: 'SHA-256'; length: 256 } | { name: 'AES-GCM'; length: 256 },
  usages: ('sign' | 'verify' | 'encrypt' | 'decrypt')[],
): Promise<CryptoKey> {
  const bytes = fromBase64Url(secret);
  if (!bytes || bytes.length < 32) throw new TypeError('a secret must be base64url of 32 bytes or more');
  const material = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: new TextEncoder().encode(`kinora ${purpose}`) },
    material,
    algorithm,
    false,
    usages,
  );
}
