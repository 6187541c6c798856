import { SNIFF_BYTES, sniffContainer } from '../../../shared/media/sniff-container.ts';

export type FileFault = 'empty' | 'payload_too_large' | 'unsupported_media' | 'unreadable';

/** What the API would refuse after everything is sent, told before the first byte is. */
export async function checkFile(file: File, maxBytes: number): Promise<FileFault | null> {
  if (file.size === 0) return 'empty';
  if (file.size > maxBytes) return 'payload_too_large';
  try {
    const head = new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer());
    return sniffContainer(head) === null ? 'unsupported_media' : null;
  } catch {
    return 'unreadable';
  }
}
