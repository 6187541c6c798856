import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { apiKeyPrefix } from '../../../shared/contracts/api-keys.ts';

/** A new key for the row `keyId`: the id finds the row, 256 random bits prove the key. */
export function newApiKey(keyId: string): { key: string; keyHash: string } {
  const key = `${apiKeyPrefix}${keyId.replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`;
  return { key, keyHash: hashOf(key) };
}

/** The id of the row a key claims to be; `null` for what cannot be a key. */
export function keyIdOf(key: string): string | null {
  const [, hex] = /^kin_([0-9a-f]{32})_[\w-]{43}$/.exec(key) ?? [];
  return hex?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') ?? null;
}

/** Compares in constant time. */
export function matchesHash(key: string, keyHash: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(key)), Buffer.from(keyHash));
}

/** What the database keeps: SHA-256, hex. A slow hash would add nothing to 256 random bits. */
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
