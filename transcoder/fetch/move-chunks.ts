/** Where a byte of the media lies after the move; `null` where none can be. */
export type Move = (offset: number) => number | null;

const containers = new Set(['trak', 'mdia', 'minf', 'stbl']);

/**
 * Rewrites, in place, where each chunk of samples lies (`stco` and `co64`, ISO/IEC 14496-12 §8.7.5) in a `moov` box.
 * False when the file cannot be read from front to back after that: the chunks of a track are not in the order of
 * their places, one lies where no media can be, a place does not fit its field, or the box is not understood.
 */
export function moveChunks(moov: Uint8Array, move: Move): boolean {
  try {
    const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
    return moveIn(view, 8, moov.byteLength, move);
  } catch (error) {
    // A box that claims to be larger than what it lies in.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function moveIn(view: DataView, start: number, end: number, move: Move): boolean {
  for (let at = start; at < end; ) {
    const sizeBytes = view.getUint32(at);
    const type = String.fromCharCode(...[4, 5, 6, 7].map((byte) => view.getUint8(at + byte)));
    // `cmov`: a compressed index; `mvex`: fragments follow, each with an index of its own.
    if (type === 'cmov' || type === 'mvex') return false;
    // QuickTime ends some lists of boxes by four zero bytes.
    if (sizeBytes === 0 && end - at <= 8) return true;
    if (sizeBytes < 8 || at + sizeBytes > end) return false;
    if (containers.has(type) && !moveIn(view, at + 8, at + sizeBytes, move)) return false;
    if ((type === 'stco' || type === 'co64') && !moveTable(view, at, sizeBytes, type === 'co64', move)) return false;
    at += sizeBytes;
  }
  return true;
}

function moveTable(view: DataView, at: number, sizeBytes: number, isWide: boolean, move: Move): boolean {
  const count = view.getUint32(at + 12);
  const width = isWide ? 8 : 4;
  if (16 + count * width > sizeBytes) return false;
  let last = -1;
  for (let index = 0; index < count; index++) {
    const field = at + 16 + index * width;
    const moved = move(isWide ? Number(view.getBigUint64(field)) : view.getUint32(field));
    if (moved === null || moved < last || (!isWide && moved >= 2 ** 32)) return false;
    last = moved;
    if (isWide) view.setBigUint64(field, BigInt(moved));
    else view.setUint32(field, moved);
  }
  return true;
}
