import { createHmac, timingSafeEqual } from 'node:crypto';
import { fromBase64Url } from '../../shared/base64url.ts';
import { AppError } from '../../shared/errors.ts';
import { checkedKey, checkedPartNumber } from './object-key.ts';

/** Everything a part URL allows; the signature covers all of it. */
export type PartGrant = { key: string; uploadId: string; partNumber: number; sizeBytes: number; expiresAtSec: number };

export type PartUrlSigner = {
  sign(grant: PartGrant): string;
  /** The grant of a URL this signer made. Throws `signature_invalid` or `url_expired`. */
  verify(url: URL, nowMs: number): PartGrant;
};

const path = '/storage/parts/';

/** `signingKey`: base64url of at least 32 bytes; throws on anything else. */
export function createPartUrlSigner(publicUrl: string, signingKey: string): PartUrlSigner {
  const secret = fromBase64Url(signingKey);
  if (!secret || secret.length < 32)
    throw new TypeError('the storage signing key must be base64url of 32 bytes or more');
  const base = publicUrl.replace(/\/+$/, '');

  const signatureOf = ({ key, uploadId, partNumber, sizeBytes, expiresAtSec }: PartGrant): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['PUT part', key, uploadId, partNumber, sizeBytes, expiresAtSec]))
      .digest();

  return {
    sign(grant) {
      const query = new URLSearchParams({
        key: checkedKey(grant.key),
        size: String(grant.sizeBytes),
        expires: String(grant.expiresAtSec),
        signature: signatureOf(grant).toString('base64url'),
      });
      return `${base}${path}${encodeURIComponent(grant.uploadId)}/${checkedPartNumber(grant.partNumber)}?${query}`;
    },
    verify(url, nowMs) {
      const refused = new AppError('signature_invalid', 'this upload URL was not signed by this server');
      // The public URL may carry a path of its own, which a proxy may or may not have removed.
      const [, uploadId, number] = /\/storage\/parts\/([A-Za-z0-9_-]{1,64})\/([1-9]\d{0,4})$/.exec(url.pathname) ?? [];
      const signature = fromBase64Url(url.searchParams.get('signature') ?? '');
      const size = url.searchParams.get('size') ?? '';
      const expires = url.searchParams.get('expires') ?? '';
      if (!uploadId || !number || !signature || !/^\d{1,15}$/.test(size) || !/^\d{1,12}$/.test(expires)) throw refused;
      const grant: PartGrant = {
        key: url.searchParams.get('key') ?? '',
        uploadId,
        partNumber: Number(number),
        sizeBytes: Number(size),
        expiresAtSec: Number(expires),
      };
      const expected = signatureOf(grant);
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) throw refused;
      if (grant.expiresAtSec * 1000 <= nowMs) throw new AppError('url_expired', 'this upload URL has expired');
      return grant;
    },
  };
}
