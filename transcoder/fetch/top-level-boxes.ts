import type { Arriving } from './source-cache.ts';

export type Box = { type: string; start: number; sizeBytes: number };

/** Fragmented recordings have thousands; finding them all takes a request each. */
const maxBoxes = 16;

/**
 * The top-level boxes of an ISO media file (ISO/IEC 14496-12 §4.2), or `null` unless they are few and fill it exactly.
 */
export async function topLevelBoxes(source: Arriving): Promise<Box[] | null> {
  const boxes: Box[] = [];
  let at = 0;
  while (at < source.sizeBytes) {
    if (boxes.length === maxBoxes || at + 8 > source.sizeBytes) return null;
    const header = Buffer.from(await source.read(at, 16));
    const type = header.toString('latin1', 4, 8);
    let sizeBytes = header.readUInt32BE(0);
    if (sizeBytes === 0) sizeBytes = source.sizeBytes - at;
    if (sizeBytes === 1) sizeBytes = header.byteLength < 16 ? 0 : Number(header.readBigUInt64BE(8));
    if (!/^[ -~\xa9]{4}$/.test(type) || sizeBytes < 8 || at + sizeBytes > source.sizeBytes) return null;
    boxes.push({ type, start: at, sizeBytes });
    at += sizeBytes;
  }
  return boxes;
}
