import { AppError } from '../../shared/errors.ts';
import { resolveRange } from './byte-range.ts';
import type { MediaStore } from './media-store.ts';

/** Media straight from the R2 bucket bound as MEDIA. */
export function createR2Store(bucket: R2Bucket): MediaStore {
  return {
    async open(key, { range, headOnly }) {
      try {
        // R2 throws for a range outside the object, so the size is asked first; players send no ranges.
        const head = headOnly || range ? await bucket.head(key) : null;
        if ((headOnly || range) && !head) return null;
        if (head && headOnly) return { sizeBytes: head.size, etag: head.httpEtag, part: null, body: null };
        const part = head && range ? resolveRange(range, head.size) : null;
        if (head && range && !part)
          return { sizeBytes: head.size, etag: head.httpEtag, part: 'unsatisfiable', body: null };
        const object = await bucket.get(
          key,
          part ? { range: { offset: part.start, length: part.end - part.start + 1 } } : {},
        );
        return object && { sizeBytes: object.size, etag: object.httpEtag, part, body: object.body };
      } catch (cause) {
        throw new AppError('unavailable', 'the media store cannot be reached', {
          headers: { 'retry-after': '2' },
          cause,
        });
      }
    },
  };
}
