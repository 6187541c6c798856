import { capManifest, listsRenditions } from '../../shared/media/cap-manifest.ts';
import { gzip } from '../http/gzip.ts';
import { createMemoryCache } from './memory-cache.ts';

/** One way to answer with a manifest or caption file. */
export type TextVariant = {
  /** Highest rendition that is named; 0 for all. */
  ladderCap: number;
  gzip: boolean;
};

export type StoredText = {
  key: string;
  /** What follows the generation. */
  file: string;
  etag: string;
  bytes: Uint8Array<ArrayBuffer>;
};

export type TextBody = { etag: string; bytes: Uint8Array<ArrayBuffer>; gzip: boolean };

/** Makes each variant of a stored text once and keeps it: viewers share it as they share the stored one. */
export type TextVariants = { make(text: StoredText, variant: TextVariant): Promise<TextBody> };

const MAX_BYTES = 8 * 1024 * 1024;
/** The ETag is part of the key, so an entry cannot grow old; this only empties what nobody asks for. */
const KEPT_SEC = 600;
/** Below it, gzip's own frame outweighs what it saves. */
const MIN_GZIP_BYTES = 256;

export function createTextVariants({ now }: { now: () => number }): TextVariants {
  const kept = createMemoryCache({ maxBytes: MAX_BYTES, now });
  return {
    async make({ key, file, etag, bytes }, variant) {
      const cap = listsRenditions(file) ? variant.ladderCap : 0;
      const isPacked = variant.gzip && bytes.length >= MIN_GZIP_BYTES;
      if (cap === 0 && !isPacked) return { etag, bytes, gzip: false };
      // Other bytes need another strong ETag (RFC 9110 §8.8.3.1).
      const suffix = `${cap === 0 ? '' : `-${cap}p`}${isPacked ? '-gzip' : ''}`;
      const variantEtag = etag.replace(/"$/, `${suffix}"`);
      const variantKey = `${key} ${variantEtag}`;
      const known = await kept.get(variantKey);
      if (known && !(known.body instanceof ReadableStream))
        return { etag: variantEtag, bytes: known.body, gzip: isPacked };
      const capped = cap === 0 ? bytes : new Uint8Array(encoder.encode(capManifest(file, decoder.decode(bytes), cap)));
      const made = isPacked ? await gzip(capped) : capped;
      await kept.put(variantKey, { etag: variantEtag, bytes: made }, KEPT_SEC);
      return { etag: variantEtag, bytes: made, gzip: isPacked };
    },
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
