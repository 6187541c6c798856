const mebibyte = 1024 ** 2;
const minPartBytes = 8 * mebibyte;
const maxParts = 10_000;

/**
 * Bytes of every part of an upload but the last: the smallest whole number of MiB, 8 or more, that needs no more than
 * 10,000 parts. So a part stays below the 100 MB that proxies commonly accept in one request up to 928 GiB.
 */
export function partSizeFor(sizeBytes: number): number {
  return Math.max(minPartBytes, Math.ceil(sizeBytes / maxParts / mebibyte) * mebibyte);
}
