import { toBase64Url } from '../../../shared/base64url.ts';

export const recoveryCodeCount = 10;

/** Nothing that is read as something else: Crockford's base 32, in lower case. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const halfLength = 5;

/** 50 random bits, written `7k2mf-9xq4d`. */
export function newRecoveryCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(2 * halfLength));
  const digits = Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)); // 256 is a multiple of 32
  return `${digits.slice(0, halfLength).join('')}-${digits.slice(halfLength).join('')}`;
}

/** What the database keeps: HMAC-SHA-256, base64url. However the code was typed off the paper. */
export async function hashRecoveryCode(key: CryptoKey, userId: string, code: string): Promise<string> {
  const bare = code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
  const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${userId} ${bare}`));
  return toBase64Url(new Uint8Array(mac));
}
