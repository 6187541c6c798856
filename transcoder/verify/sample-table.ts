import { open } from 'node:fs/promises';

/** What the index of an ISO media file says of one track. */
export type TrackTable = {
  /** `vide`, `soun`, … */
  handler: string;
  ticksPerSec: number;
  /** As presented: after the edit list. */
  durationSec: number;
  /** Presentation times, rising, in ticks. */
  times: number[];
  /** Positions in `times` of the samples that decoding can start at. */
  keyFrames: number[];
  /** In decoding order. */
  sampleBytes: number[];
  /** The decoder configuration of an H.264 or AV1 track, as hexadecimal digits. */
  decoderConfig: string | null;
};

const maxIndexBytes = 512 * 2 ** 20;

/**
 * Reads the sample tables of a file that our own encoder wrote (ISO/IEC 14496-12 §8.6, §8.7), without reading its
 * media: frames are counted and timed in milliseconds, however long the video is. Throws when it is no such file.
 */
export async function readSampleTables(path: string): Promise<TrackTable[]> {
  const moov = await readIndex(path);
  const movieTicksPerSec = field(need(moov, 'mvhd'), { at: 12, at64: 20 });
  return children(moov)
    .filter((box) => box.type === 'trak')
    .map((box) => readTrack(box.body, movieTicksPerSec));
}

async function readIndex(path: string): Promise<DataView> {
  const file = await open(path, 'r');
  try {
    const { size: fileBytes } = await file.stat();
    const header = Buffer.alloc(16);
    for (let at = 0; at + 8 <= fileBytes; ) {
      await file.read(header, 0, 16, at);
      const short = header.readUInt32BE(0);
      const size = short === 1 ? Number(header.readBigUInt64BE(8)) : short === 0 ? fileBytes - at : short;
      if (size < 8) break;
      if (header.toString('latin1', 4, 8) === 'moov' && size <= maxIndexBytes) {
        const body = Buffer.alloc(size - 8);
        await file.read(body, 0, body.length, at + 8);
        return new DataView(body.buffer, body.byteOffset, body.length);
      }
      at += size;
    }
  } finally {
    await file.close();
  }
  throw new Error('the encoded file has no index');
}

function readTrack(trak: DataView, movieTicksPerSec: number): TrackTable {
  const mdia = need(trak, 'mdia');
  const mdhd = need(mdia, 'mdhd');
  const stbl = need(need(mdia, 'minf'), 'stbl');
  const ticksPerSec = field(mdhd, { at: 12, at64: 20 });
  const edits = readEdits(trak);
  const shift = edits.delay * (ticksPerSec / movieTicksPerSec) - edits.mediaStart;
  const decodeOrder = presentationTimes(stbl).map((time) => time + shift);
  const order = decodeOrder.map((_, index) => index).sort((a, b) => (decodeOrder[a] ?? 0) - (decodeOrder[b] ?? 0));
  const shownAt = new Map(order.map((sample, position) => [sample, position]));
  const stss = find(stbl, 'stss');
  const keySamples = stss ? numbers(stss, 4, stss.getUint32(4), 1).map((n) => n - 1) : order;
  return {
    handler: text(need(mdia, 'hdlr'), 8, 4),
    ticksPerSec,
    durationSec: edits.duration === null ? durationOf(mdhd) / ticksPerSec : edits.duration / movieTicksPerSec,
    times: order.map((sample) => decodeOrder[sample] ?? 0),
    keyFrames: keySamples.map((sample) => shownAt.get(sample) ?? -1).sort((a, b) => a - b),
    sampleBytes: sampleSizes(need(stbl, 'stsz')),
    decoderConfig: decoderConfig(need(stbl, 'stsd')),
  };
}

/** Decoding time plus composition offset of each sample, in decoding order. */
function presentationTimes(stbl: DataView): number[] {
  const times: number[] = [];
  const stts = need(stbl, 'stts');
  let time = 0;
  for (let entry = 0; entry < stts.getUint32(4); entry++) {
    const [samples, delta] = [stts.getUint32(8 + entry * 8), stts.getUint32(12 + entry * 8)];
    for (let i = 0; i < samples; i++, time += delta) times.push(time);
  }
  const ctts = find(stbl, 'ctts');
  if (!ctts) return times;
  let sample = 0;
  for (let entry = 0; entry < ctts.getUint32(4); entry++) {
    const samples = ctts.getUint32(8 + entry * 8);
    // Unsigned in version 0, but no writer means offsets of hours.
    const offset = ctts.getInt32(12 + entry * 8);
    for (let i = 0; i < samples; i++, sample++) times[sample] = (times[sample] ?? 0) + offset;
  }
  return times;
}

/** An empty edit delays the track; the first other one says which media time it begins with (§8.6.6). */
function readEdits(trak: DataView): { delay: number; mediaStart: number; duration: number | null } {
  const edts = find(trak, 'edts');
  const elst = edts && find(edts, 'elst');
  if (!elst) return { delay: 0, mediaStart: 0, duration: null };
  const isLong = elst.getUint8(0) === 1;
  let delay = 0;
  let duration = 0;
  let mediaStart: number | null = null;
  for (let entry = 0; entry < elst.getUint32(4); entry++) {
    const at = 8 + entry * (isLong ? 20 : 12);
    const length = isLong ? Number(elst.getBigUint64(at)) : elst.getUint32(at);
    const start = isLong ? Number(elst.getBigInt64(at + 8)) : elst.getInt32(at + 4);
    if (start < 0) delay += length;
    else {
      mediaStart ??= start;
      duration += length;
    }
  }
  return { delay, mediaStart: mediaStart ?? 0, duration };
}

/** One size for all, or one for each (§8.7.3). */
function sampleSizes(stsz: DataView): number[] {
  const [size, count] = [stsz.getUint32(4), stsz.getUint32(8)];
  return size > 0 ? Array.from({ length: count }, () => size) : numbers(stsz, 8, count, 1);
}

/** The box that belongs to the sample entry: ISO/IEC 14496-15 §5.4.2.1, AV1 in ISOBMFF §2.3. */
function decoderConfig(stsd: DataView): string | null {
  const bytes = Buffer.from(stsd.buffer, stsd.byteOffset, stsd.byteLength);
  const at = Math.max(bytes.indexOf('avcC'), bytes.indexOf('av1C'));
  return at < 4 ? null : bytes.subarray(at + 4, at - 4 + bytes.readUInt32BE(at - 4)).toString('hex');
}

const durationOf = (mdhd: DataView): number =>
  mdhd.getUint8(0) === 1 ? Number(mdhd.getBigUint64(24)) : mdhd.getUint32(16);

/** A 32-bit field whose place depends on whether the box has 64-bit times. */
const field = (box: DataView, place: { at: number; at64: number }): number =>
  box.getUint32(box.getUint8(0) === 1 ? place.at64 : place.at);

function numbers(box: DataView, start: number, count: number, skip: number): number[] {
  return Array.from({ length: count }, (_, index) => box.getUint32(start + (index + skip) * 4));
}

function* walk(box: DataView): Generator<{ type: string; body: DataView }> {
  for (let at = 0; at + 8 <= box.byteLength; ) {
    const size = box.getUint32(at);
    if (size < 8 || at + size > box.byteLength) throw new Error('the index of the encoded file is damaged');
    yield { type: text(box, at + 4, 4), body: new DataView(box.buffer, box.byteOffset + at + 8, size - 8) };
    at += size;
  }
}
const children = (box: DataView) => [...walk(box)];
const find = (box: DataView, type: string) => children(box).find((child) => child.type === type)?.body;
function need(box: DataView, type: string): DataView {
  const found = find(box, type);
  if (!found) throw new Error(`the index of the encoded file has no ${type}`);
  return found;
}
const text = (box: DataView, at: number, length: number): string =>
  Buffer.from(box.buffer, box.byteOffset + at, length).toString('latin1');
