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
