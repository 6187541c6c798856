/** A single `Range` as the client wrote it; ends are inclusive. */
export type RangeRequest =
  | { kind: 'from'; start: number; end: number | null }
  | { kind: 'suffix'; lengthBytes: number };

/** Inclusive, within the object. */
export type ByteRange = { start: number; end: number };

/**
 * Parses a `Range` header (RFC 9110 §14.1.2). Null when there is none to honour: absent, another unit,
 * several ranges or bad syntax; §14.2 lets a server ignore those and answer 200.
 */
export function parseRange(header: string | null): RangeRequest | null {
  const [, first, last] = /^bytes=(\d{0,20})-(\d{0,20})$/i.exec(header?.replaceAll(' ', '') ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  // Beyond what a number holds exactly, one is as far outside any object as the other.
  const position = (digits: string) => Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
  if (first === '') return { kind: 'suffix', lengthBytes: position(last) };
  const start = position(first);
  const end = last === '' ? null : position(last);
  return end !== null && end < start ? null : { kind: 'from', start, end };
}

/** The bytes `range` means in an object of `sizeBytes`, or null when there are none (416, RFC 9110 §15.5.17). */
export function resolveRange(range: RangeRequest, sizeBytes: number): ByteRange | null {
  if (range.kind === 'suffix') {
    if (range.lengthBytes === 0 || sizeBytes === 0) return null;
    return { start: Math.max(0, sizeBytes - range.lengthBytes), end: sizeBytes - 1 };
  }
  if (range.start >= sizeBytes) return null;
  return { start: range.start, end: Math.min(range.end ?? sizeBytes - 1, sizeBytes - 1) };
}
