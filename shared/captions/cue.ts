import { AppError } from '../errors.ts';

/** One caption. `text` is WebVTT cue text, without blank lines; `settings` WebVTT cue settings or ''. */
export type Cue = { startMs: number; endMs: number; settings: string; text: string };

export const maxCues = 20_000;
const maxHours = 99;

/** `line` counts from 1. */
export function captionError(line: number, what: string): AppError {
  return new AppError('validation_failed', `line ${line} of the captions: ${what}`, { details: { line } });
}

/**
 * A line of the form `start --> end [settings]`, as WebVTT (W3C WebVTT §4.1) and SubRip write it: a comma or a dot
 * before the milliseconds, hours optional. Throws `validation_failed` for one that is not, or ends before it starts.
 */
export function parseTiming(line: string, lineNumber: number): Pick<Cue, 'startMs' | 'endMs' | 'settings'> {
  const [from = '', rest = ''] = split(line, '-->');
  const [to = '', settings = ''] = split(rest.trim(), ' ');
  const [startMs, endMs] = [parseTime(from.trim()), parseTime(to.trim())];
  if (startMs === null || endMs === null)
    throw captionError(lineNumber, 'expected two times such as 00:01:02.500 --> 00:01:04.000');
  if (endMs <= startMs) throw captionError(lineNumber, 'the caption ends before it starts');
  return { startMs, endMs, settings: keptSettings(settings) };
}

function parseTime(text: string): number | null {
  const [, hours = '0', minutes, seconds, fraction] =
    /^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})$/.exec(text) ?? [];
  if (minutes === undefined || seconds === undefined || fraction === undefined) return null;
  if (Number(hours) > maxHours || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const wholeSec = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return wholeSec * 1000 + Number(fraction.padEnd(3, '0'));
}

/** Regions are not kept, so neither are references to them; SubRip's coordinates mean nothing here. */
function keptSettings(text: string): string {
  return text
    .split(/[ \t]+/)
    .filter((setting) => /^(align|line|position|size|vertical):[\w.%,-]{1,40}$/.test(setting))
    .join(' ');
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Times as WebVTT writes them. */
export function formatTime(ms: number): string {
  const pad = (value: number, digits = 2) => String(Math.floor(value)).padStart(digits, '0');
  return `${pad(ms / 3_600_000)}:${pad((ms / 60_000) % 60)}:${pad((ms / 1000) % 60)}.${pad(ms % 1000, 3)}`;
}
