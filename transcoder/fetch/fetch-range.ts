import type { ByteRange, ObjectInfo, ObjectStore } from '../../platform/object-store/object-store.ts';
import { AppError } from '../../shared/errors.ts';
import { orAborted } from '../run/or-aborted.ts';

/** A connection on which nothing comes for so long is given up. */
const idleMs = 20_000;

/**
 * The bytes of one range of an object that is known to be `object`, all of them. Throws `not_found`, the signal's
 * reason, and when the store sends anything else or nothing for 20 s.
 */
export async function fetchRange(
  store: Pick<ObjectStore, 'get'>,
  key: string,
  range: ByteRange,
  object: Pick<ObjectInfo, 'etag' | 'sizeBytes'>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const asked = store.get(key, { range });
  // An answer that comes too late still holds a connection.
  asked.then((late) => (signal.aborted ? late?.body.cancel() : undefined)).catch(() => {});
  const found = await within(asked, signal);
  if (!found) throw new AppError('not_found', 'there is no such object');
  const reader = found.body.getReader();
  try {
    if (found.info.etag !== object.etag || found.info.sizeBytes !== object.sizeBytes)
      throw new Error('the object was replaced while it was being read');
    const bytes = new Uint8Array(range.end - range.start + 1);
    let arrived = 0;
    for (;;) {
      const { done, value } = await within(reader.read(), signal);
      if (done) break;
      if (arrived + value.byteLength > bytes.byteLength) throw new Error('the store sent more than was asked for');
      bytes.set(value, arrived);
      arrived += value.byteLength;
    }
    if (arrived !== bytes.byteLength) throw new Error(`the store sent ${arrived} of ${bytes.byteLength} bytes`);
    return bytes;
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`the store sent nothing for ${idleMs} ms`)), idleMs);
  try {
    return await orAborted(Promise.race([work, late.promise]), signal);
  } finally {
    clearTimeout(timer);
  }
}
