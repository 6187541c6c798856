import { AppError } from '../errors.ts';
import { type Cue, formatTime } from './cue.ts';
import { decodeCaptionText } from './decode-text.ts';
import { parseSrt } from './parse-srt.ts';
import { parseVtt } from './parse-vtt.ts';

export type CaptionFormat = 'vtt' | 'srt';

/** The most bytes of a caption file: a long film has a tenth of it. */
export const MAX_CAPTION_BYTES = 2 * 1024 * 1024;

/**
 * A caption file as clean WebVTT in UTF-8, cues in the order of their start. Throws `validation_failed`, with
 * `details.line` where a line is at fault.
 */
export function toWebVtt(bytes: Uint8Array, format: CaptionFormat): string {
  const text = decodeCaptionText(bytes);
  const cues = format === 'vtt' ? parseVtt(text) : parseSrt(text);
  if (cues.length === 0) throw new AppError('validation_failed', 'the file has no captions');
  return writeVtt(cues.toSorted((a, b) => a.startMs - b.startMs));
}

export function writeVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startMs, endMs, settings, text }) => {
    const timing = `${formatTime(startMs)} --> ${formatTime(endMs)}`;
    return `${settings === '' ? timing : `${timing} ${settings}`}\n${text}\n`;
  });
  return `WEBVTT\n\n${blocks.join('\n')}`;
}
