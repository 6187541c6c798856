const mebibyte = 1024 ** 2;
const minPartBytes = 8 * mebibyte;
const maxParts = 10_000;

/**
 * Bytes of every part but the last: the smallest whole number of MiB, 8 or more, that needs no more than 10,000
 * parts. So a part stays below the 100 MB that proxies commonly accept in one request up to 928 GiB.
 */
export function partSizeFor(sizeBytes: number): number {
  return Math.max(minPartBytes, Math.ceil(sizeBytes / maxParts / mebibyte) * mebibyte);
}

/** How many parts a file has; an empty file has none. */
export function partCount(upload: { sizeBytes: number; partSizeBytes: number }): number {
  return Math.ceil(upload.sizeBytes / upload.partSizeBytes);
}

/** Bytes of part `partNumber` (from 1), or `null` when there is no such part. An empty file may be sent as one empty part. */
export function partSize(upload: { sizeBytes: number; partSizeBytes: number }, partNumber: number): number | null {
  if (partNumber < 1 || partNumber > Math.max(1, partCount(upload))) return null;
  return Math.min(upload.partSizeBytes, upload.sizeBytes - (partNumber - 1) * upload.partSizeBytes);
}

/** 1 … the last part's number. */
export function allPartNumbers(upload: { sizeBytes: number; partSizeBytes: number }): number[] {
  return Array.from({ length: partCount(upload) }, (_, index) => index + 1);
}
