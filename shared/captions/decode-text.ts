import { AppError } from '../errors.ts';

/**
 * The text of a caption file: by its byte order mark, else UTF-8, else Windows-1252, which most other ones are in and
 * which reads every byte. Line ends become `\n`. Throws `validation_failed` for what is no text at all.
 */
export function decodeCaptionText(bytes: Uint8Array): string {
  const text = decode(bytes).replace(/\r\n?/g, '\n');
  if (text.includes('\0')) throw new AppError('validation_failed', 'the captions are not a text file');
  return text;
}

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
