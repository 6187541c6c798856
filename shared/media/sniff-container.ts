/** The ffmpeg demuxers a source may use; anything else (playlists, scripts, images, text) is never opened. */
export type Container =
  | ('mov' | 'matroska' | 'avi' | 'flv' | 'mpegts' | 'mpeg' | 'asf' | 'ogg' | 'mxf')
  // Of sound alone.
  | ('mp3' | 'wav' | 'flac' | 'aac');

/**
 * True for streams without an index: what ffmpeg calls their duration is the last time stamp less the first, which a
 * jump of the recorder's clock makes any number, or a guess from the first bit rate.
 */
export function hasOnlyClock(container: Container): boolean {
  return ['mpegts', 'mpeg', 'mp3', 'aac'].includes(container);
}

/** Bytes of the file's head that `sniffContainer` wants to see. */
export const SNIFF_BYTES = 4096;

const movTypes = new Set(['ftyp', 'moov', 'mdat', 'free', 'wide', 'skip', 'pnot', 'styp', 'moof', 'sidx', 'uuid']);
const imageBrands = new Set(['avif', 'avis', 'heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);
const magics: [string, Container][] = [
  ['1a45dfa3', 'matroska'], // RFC 8794 §11.2.1, EBML
  ['464c5601', 'flv'],
  ['000001ba', 'mpeg'], // ISO/IEC 13818-1 pack start code
  ['3026b2758e66cf11', 'asf'],
  ['4f676753', 'ogg'],
  ['664c6143', 'flac'], // RFC 9639 §6
  ['494433', 'mp3'], // an ID3 tag
  // Frame headers of MPEG audio layer 3 (ISO/IEC 11172-3 §2.4.1.3) and ADTS (ISO/IEC 13818-7 §6.2).
  ...['fffb', 'fffa', 'fff3', 'fff2'].map((sync): [string, Container] => [sync, 'mp3']),
  ...['fff1', 'fff9'].map((sync): [string, Container] => [sync, 'aac']),
  ['060e2b34020501010d0102', 'mxf'], // SMPTE ST 377-1 partition pack key
];

/**
 * Which container `head` begins, told by content alone, or `null`. The answer is forced on ffmpeg (`-f`), so that its
 * own guessing, which follows playlists and scripts to other files, never runs.
 */
export function sniffContainer(head: Uint8Array): Container | null {
  const hex = Array.from(head.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  for (const [magic, container] of magics) if (hex.startsWith(magic)) return container;
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 4) === 'AVI ') return 'avi';
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 4) === 'WAVE') return 'wav';
  const boxType = ascii(head, 4, 4);
  if (movTypes.has(boxType)) return boxType === 'ftyp' && imageBrands.has(ascii(head, 8, 4)) ? null : 'mov';
  return isTransportStream(head) ? 'mpegts' : null;
}

/** Sync bytes at the packet distance of plain (188) or timestamped (192) transport streams, from any phase. */
function isTransportStream(head: Uint8Array): boolean {
  for (const packetBytes of [188, 192])
    for (let phase = 0; phase < packetBytes; phase++) {
      let packets = 0;
      for (let at = phase; at < head.length && head[at] === 0x47; at += packetBytes) packets++;
      if (packets >= 4 && phase + packets * packetBytes >= head.length) return true;
    }
  return false;
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
