import { EncryptJWT, jwtDecrypt } from 'jose';
import * as z from 'zod';

const algorithms = { alg: 'dir', enc: 'A256GCM' } as const;
const claimsSchema = z.object({ secret: z.string().min(1) });

/** Encrypts the secret of an authenticator app (JWE, RFC 7516) so that it opens for this user alone. */
export function sealSecret(key: CryptoKey, userId: string, secret: string): Promise<string> {
  return new EncryptJWT({ secret }).setSubject(userId).setProtectedHeader(algorithms).encrypt(key);
}

/** Throws when `sealed` is another user's, or was sealed under another key. */
export async function openSecret(key: CryptoKey, userId: string, sealed: string): Promise<string> {
  const { payload } = await jwtDecrypt(sealed, key, {
    subject: userId,
    keyManagementAlgorithms: [algorithms.alg],
    contentEncryptionAlgorithms: [algorithms.enc],
  });
  return claimsSchema.parse(payload).secret;
}
