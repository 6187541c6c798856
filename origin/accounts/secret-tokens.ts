import { createHash, randomBytes } from 'node:crypto';

/** A new refresh token, or token of a link: 256 random bits. */
export function newSecretToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database keeps of it: SHA-256, hex. A slow hash would add nothing to 256 random bits. */
export function hashSecretToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
