import { createHash } from 'node:crypto';

export type PartEtag = { update(bytes: Uint8Array): void; digest(): string };

const blockBytes = 64 * 1024;

/**
 * The ETag that the filesystem store gives a part: 128 bits in hex, like the MD5 of S3. It tells versions and accidental
 * damage apart at the cost of a memory read, not forgeries: SHA-256 over the XXH3 of each 64 KiB. How the bytes are cut
 * into updates makes no difference.
 */
export function createPartEtag(): PartEtag {
  const hash = createHash('sha256');
  // Most bodies come in whole blocks.
  let rest = new Uint8Array(0);
  let restBytes = 0;
  const addBlock = (block: Uint8Array) => hash.update(`${Bun.hash.xxHash3(block)},`);

  return {
    update(bytes) {
      let at = 0;
      if (restBytes > 0) {
        at = Math.min(blockBytes - restBytes, bytes.length);
        rest.set(bytes.subarray(0, at), restBytes);
        restBytes += at;
        if (restBytes < blockBytes) return;
        addBlock(rest);
      }
      for (; at + blockBytes <= bytes.length; at += blockBytes) addBlock(bytes.subarray(at, at + blockBytes));
      restBytes = bytes.length - at;
      if (restBytes > 0 && rest.length === 0) rest = new Uint8Array(blockBytes);
      rest.set(bytes.subarray(at));
    },
    digest() {
      if (restBytes > 0) addBlock(rest.subarray(0, restBytes));
      return hash.digest('hex').slice(0, 32);
    },
  };
}
