import { toBase64Url } from '../../shared/base64url.ts';
import { deriveHmacKey } from '../../shared/derived-key.ts';

/** What views of one video from one source on one UTC day have in common. */
export type ViewTags = {
  /** Keyed, and different for every video and day: it says who watches neither to origin nor to who reads its database. */
  tagOf(kind: 'address' | 'account', subject: string, videoId: string, timeMs: number): Promise<string>;
};

/** 72 bits: two of a day's millions of sources are not taken for one. */
const TAG_BYTES = 9;
const encoder = new TextEncoder();

export async function createViewTags(internalKey: string): Promise<ViewTags> {
  const key = await deriveHmacKey(internalKey, 'view sources');
  return {
    async tagOf(kind, subject, videoId, timeMs) {
      const day = new Date(timeMs).toISOString().slice(0, 10);
      const text = encoder.encode([kind, day, videoId, subject].join(' '));
      return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, text), 0, TAG_BYTES));
    },
  };
}
