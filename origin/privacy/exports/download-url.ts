import { AppError } from '../../../shared/errors.ts';

const validForSec = 3_600;

/** A URL of an archive that works for an hour without signing in, so that browsers and download managers can use it. */
export async function signDownload(key: CryptoKey, publicUrl: string, exportId: string, now: Date): Promise<string> {
  const expires = Math.floor(now.getTime() / 1000) + validForSec;
  const signature = Buffer.from(await crypto.subtle.sign('HMAC', key, signed(exportId, expires))).toString('base64url');
  return `${publicUrl}/api/v1/exports/${exportId}/archive?expires=${expires}&signature=${signature}`;
}

/** Throws `signature_invalid` or `url_expired`. */
export async function verifyDownload(
  key: CryptoKey,
  claim: { exportId: string; expires: number; signature: string },
  now: Date,
): Promise<void> {
  const signature = Buffer.from(claim.signature, 'base64url');
  if (!(await crypto.subtle.verify('HMAC', key, signature, signed(claim.exportId, claim.expires))))
    throw new AppError('signature_invalid', 'this URL was not signed here');
  if (claim.expires * 1000 <= now.getTime())
    throw new AppError('url_expired', 'this URL has expired; ask for the export again');
}

const signed = (exportId: string, expires: number) => new TextEncoder().encode(`${exportId}:${expires}`);
