/**
 * The packager's master playlist made whole: the track that plays first is the default of each audio group, every
 * language is in every group (RFC 8216 §4.3.4.2.1), captions are off until they are asked for, and all stand in one
 * order however the packager's threads ran. Variants in H.264 come first: simple players begin with the first of all.
 */
export function finishMaster(master: string, primary: { language: string | null } | undefined): string {
  const lines = master.split('\n');
  const audio = lines.filter((line) => line.startsWith('#EXT-X-MEDIA:TYPE=AUDIO'));
  const surround = audio.filter((line) => attribute(line, 'GROUP-ID') === 'surround');
  const covered = new Set(surround.map((line) => attribute(line, 'LANGUAGE')));
  const missing = surround.length === 0 ? [] : audio.filter((line) => !covered.has(attribute(line, 'LANGUAGE')));
  const isPrimary = (line: string) => (attribute(line, 'LANGUAGE') ?? null) === (primary?.language ?? null);
  const sounds = [...audio, ...missing.map(toSurround)].map((line) => withDefault(line, isPrimary(line)));
  const texts = lines.filter((line) => line.startsWith('#EXT-X-MEDIA:TYPE=SUBTITLES'));
  const media = [...sounds, ...texts.map((line) => withDefault(line, false))].toSorted(
    (a, b) => rank(a).localeCompare(rank(b), 'en') || a.localeCompare(b, 'en'),
  );
  const firstAt = lines.findIndex((line) => line.startsWith('#EXT-X-MEDIA:'));
  const isMedia = (line: string) => line.startsWith('#EXT-X-MEDIA:');
  return h264First(lines.flatMap((line, at) => (at === firstAt ? media : isMedia(line) ? [] : [line])))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}

/** A variant is two lines: what it is and where. */
function h264First(lines: readonly string[]): string[] {
  const starts = [...lines.keys()].filter((at) => lines[at]?.startsWith('#EXT-X-STREAM-INF:'));
  const variants = starts.map((at) => lines.slice(at, at + 2));
  const isH264 = ([tag = '']: string[]) => !/CODECS="(?!avc)/.test(tag);
  const ordered = [...variants.filter(isH264), ...variants.filter((variant) => !isH264(variant))];
  const result = [...lines];
  for (const [index, at] of starts.entries()) result.splice(at, 2, ...(ordered[index] ?? []));
  return result;
}

/** By type and group, the default first. */
const rank = (line: string): string =>
  [/TYPE=(\w+)/.exec(line)?.[1], attribute(line, 'GROUP-ID'), line.includes('DEFAULT=YES') ? 0 : 1].join(' ');

const attribute = (line: string, name: string): string | undefined =>
  new RegExp(`[:,]${name}="([^"]*)"`).exec(line)?.[1];
const toSurround = (line: string): string => line.replace(/GROUP-ID="[^"]*"/, 'GROUP-ID="surround"');
const withDefault = (line: string, isDefault: boolean): string =>
  `${line.replace(/,(DEFAULT|AUTOSELECT)=\w+/g, '')},DEFAULT=${isDefault ? 'YES' : 'NO'},AUTOSELECT=YES`;

/**
 * The packager's MPD with its trick-play set pointing at the set it belongs to: the packager writes the trick-play
 * set's own id there (DASH-IF IOP §3.2.9).
 */
export function finishMpd(mpd: string): string {
  const sets = [...mpd.matchAll(/<AdaptationSet id="(\d+)" contentType="video"[\s\S]*?<\/AdaptationSet>/g)];
  const codecOf = (text = '') => /\bcodecs="(\w+)/.exec(text)?.[1];
  const trick = sets.find(([text]) => text.includes(trickMode))?.[0];
  const main = sets.find(([text]) => !text.includes(trickMode) && codecOf(text) === codecOf(trick))?.[1];
  if (main === undefined) return mpd;
  return mpd.replace(new RegExp(`(schemeIdUri="${trickMode}" value=)"\\d+"`, 'g'), `$1"${main}"`);
}

const trickMode = 'http://dashif.org/guidelines/trickmode';

/** Whether an adaptation set of an MPD is only there for seeking. */
export const isTrickPlay = (adaptationSet: string): boolean => adaptationSet.includes(trickMode);
