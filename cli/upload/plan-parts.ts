/** A slice of the file; `end` is the first byte after it. */
export type Part = { partNumber: number; start: number; end: number };

/** Cuts `sizeBytes` into parts of `partSizeBytes`, the last one shorter. An empty file has one empty part. */
export function planParts(sizeBytes: number, partSizeBytes: number): Part[] {
  if (partSizeBytes < 1) throw new RangeError('a part holds at least one byte');
  const count = Math.max(1, Math.ceil(sizeBytes / partSizeBytes));
  return Array.from({ length: count }, (_, index) => ({
    partNumber: index + 1,
    start: index * partSizeBytes,
    end: Math.min((index + 1) * partSizeBytes, sizeBytes),
  }));
}
