import { type Cue, captionError, maxCues, parseTiming } from './cue.ts';
import { cleanVttText } from './cue-text.ts';

/**
 * The cues of a WebVTT file (W3C WebVTT §4.1). Comments, styles and regions are left out: they mean nothing to most
 * players. Throws `validation_failed` with the line of the first thing that is broken.
 */
export function parseVtt(text: string): Cue[] {
  const lines = text.split('\n');
  if (!/^WEBVTT(?:[ \t].*)?$/.test(lines[0] ?? '')) throw captionError(1, 'a WebVTT file starts with "WEBVTT"');
  const cues: Cue[] = [];
  let at = 1;
  const isBlank = () => (lines[at] ?? '').trim() === '';
  // The header block: metadata lines up to the first blank one.
  while (at < lines.length && !isBlank()) {
    if (lines[at]?.includes('-->')) throw captionError(at + 1, 'expected a blank line after the header');
    at++;
  }
  while (at < lines.length) {
    if (isBlank()) {
      at++;
      continue;
    }
    const start = at;
    while (at < lines.length && !isBlank()) at++;
    const block = lines.slice(start, at);
    if (/^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(block[0] ?? '') && !block[0]?.includes('-->')) continue;
    // The first line may be an identifier.
    const timingAt = block.slice(0, 2).findIndex((line) => line.includes('-->'));
    if (timingAt < 0) throw captionError(start + 1, 'a caption has no time');
    const timing = parseTiming(block[timingAt] ?? '', start + timingAt + 1);
    const body = block.slice(timingAt + 1);
    const second = body.findIndex((line) => line.includes('-->'));
    if (second >= 0) throw captionError(start + timingAt + second + 2, 'expected a blank line between two captions');
    const cueText = cleanVttText(body.join('\n'));
    if (cueText !== '') cues.push({ ...timing, text: cueText });
    if (cues.length > maxCues) throw captionError(start + 1, `more than ${maxCues} captions`);
  }
  return cues;
}
