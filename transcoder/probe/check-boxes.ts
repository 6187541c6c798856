import type { FileHandle } from 'node:fs/promises';

/**
 * Walks the top-level boxes of an ISO media file (ISO/IEC 14496-12 §4.2) and says what is missing of it, or `null`
 * when it is whole. A cut-off download is told here in microseconds, before anything of it is published.
 */
export async function findMissingBoxes(file: FileHandle, fileBytes: number): Promise<string | null> {
  const header = Buffer.alloc(16);
  let at = 0;
  let hasIndex = false;
  for (let boxes = 0; at + 8 <= fileBytes && boxes < 100_000; boxes++) {
    const { bytesRead } = await file.read(header, 0, 16, at);
    if (bytesRead < 8) break;
    const type = header.toString('latin1', 4, 8);
    // Some writers pad the end with zeros; bytes that are no box end the walk, as in every reader.
    if (!/^[ -~\xa9]{4}$/.test(type)) break;
    let size = header.readUInt32BE(0);
    if (size === 1) size = bytesRead < 16 ? 0 : Number(header.readBigUInt64BE(8));
    if (size === 0) size = fileBytes - at; // the last box, to the end of the file
    if (type === 'moov') hasIndex = true;
    if (size < 8) break;
    if (at + size > fileBytes && (type === 'mdat' || type === 'moov'))
      return `the file ends ${at + size - fileBytes} bytes early`;
    at += size;
  }
  return hasIndex ? null : 'the file has no index (moov); it was cut off while being written or sent';
}
