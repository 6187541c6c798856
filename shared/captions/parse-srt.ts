import { type Cue, captionError, maxCues, parseTiming } from './cue.ts';
import { isAtTop, srtTextToVtt } from './cue-text.ts';

const isNumber = (line: string): boolean => /^\d{1,9}$/.test(line.trim());

/**
 * The cues of a SubRip file, which has no standard: numbers may be missing or wrong, blank lines may stand inside a
 * caption. Each line with an arrow begins a cue. Throws `validation_failed` with the line of the first broken one.
 */
export function parseSrt(text: string): Cue[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, at) => (line.includes('-->') ? [at] : []));
  if (starts.length > maxCues) throw captionError(starts[maxCues] ?? 1, `more than ${maxCues} captions`);
  const strayAt = lines.slice(0, starts[0] ?? lines.length).findIndex((line) => line.trim() !== '' && !isNumber(line));
  if (strayAt >= 0) throw captionError(strayAt + 1, 'expected a number or a time');
  return starts.flatMap((at, index): Cue[] => {
    const timing = parseTiming(lines[at] ?? '', at + 1);
    const next = starts[index + 1];
    const body = lines.slice(at + 1, next);
    // The number of the next cue: its blank line may be missing.
    if (next !== undefined && isNumber(body.at(-1) ?? '')) body.pop();
    const raw = body.join('\n');
    const cueText = srtTextToVtt(raw);
    return cueText === '' ? [] : [{ ...timing, settings: isAtTop(raw) ? 'line:0' : timing.settings, text: cueText }];
  });
}
