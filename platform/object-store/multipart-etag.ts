import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { StoredPart } from './object-store.ts';

type ClaimedPart = { partNumber: number; etag: string };

/**
 * What S3 gives an object made of parts: the MD5 of the parts' binary MD5s and their count.
 * `null` when an etag is no MD5, as under SSE-KMS.
 */
export function multipartEtag(parts: readonly ClaimedPart[]): string | null {
  const hash = createHash('md5');
  for (const { etag } of byNumber(parts)) {
    const hex = /^([0-9a-f]{32})$/.exec(bareEtag(etag))?.[1];
    if (hex === undefined) return null;
    hash.update(hex, 'hex');
  }
  return `"${hash.digest('hex')}-${parts.length}"`;
}

/** The claimed parts in order; throws `part_mismatch` unless each is stored with that very etag and none comes twice. */
export function verifiedParts(claimed: readonly ClaimedPart[], stored: readonly StoredPart[]): StoredPart[] {
  const storedByNumber = new Map(stored.map((part) => [part.partNumber, part]));
  const seen = new Set<number>();
  const wrong: number[] = [];
  const parts: StoredPart[] = [];
  for (const { partNumber, etag } of byNumber(claimed)) {
    const part = storedByNumber.get(partNumber);
    if (!part || bareEtag(part.etag) !== bareEtag(etag) || seen.has(partNumber)) wrong.push(partNumber);
    else parts.push(part);
    seen.add(partNumber);
  }
  if (wrong.length > 0 || parts.length === 0)
    throw new AppError('part_mismatch', 'parts are missing or differ from what is stored', {
      details: { part_numbers: wrong.slice(0, 100) },
    });
  return parts;
}

/** Clients send etags back with or without their quotes. */
function bareEtag(etag: string): string {
  return etag.replace(/^"(.*)"$/, '$1').toLowerCase();
}

function byNumber<P extends ClaimedPart>(parts: readonly P[]): P[] {
  return parts.toSorted((a, b) => a.partNumber - b.partNumber);
}
