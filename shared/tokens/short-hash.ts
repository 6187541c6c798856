import { toBase64Url } from '../base64url.ts';

/**
 * 96 bits of SHA-256 as 16 characters: names a user id (of 74 random bits, so it cannot be guessed back) or a host in
 * a playback token without spelling it out in a URL.
 */
export async function shortHash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return toBase64Url(new Uint8Array(digest, 0, 12));
}
