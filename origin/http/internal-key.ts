import { createHash, timingSafeEqual } from 'node:crypto';
import { internalHeaders } from '../../shared/http-headers.ts';

/** True when the request carries the key that edge and origin share; the comparison takes constant time. */
export function carriesInternalKey(headers: Headers, internalKey: string): boolean {
  return timingSafeEqual(digest(headers.get(internalHeaders.key) ?? ''), digest(internalKey));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
