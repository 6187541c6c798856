/** Every manifest lies one folder below the generation, so its media URIs start with this. */
const up = '../';

/** Paths (below the generation) of the init and media segments a media playlist names, in order, once each. */
export function playlistFiles(playlist: string): string[] {
  const files: string[] = [];
  for (const line of playlist.split('\n')) {
    const uri = /^#EXT-X-MAP:URI="([^"]+)"/.exec(line)?.[1] ?? (line.startsWith('#') ? '' : line.trim());
    if (uri) files.push(belowGeneration(uri));
  }
  return [...new Set(files)];
}

/** The EXTINF durations of a media playlist, in seconds. */
export function segmentDurationsSec(playlist: string): number[] {
  return [...playlist.matchAll(/^#EXTINF:([\d.]+)/gm)].map((match) => Number(match[1]));
}

type Timeline = { files: string[]; endSec: number; contentType: string };

/** Per representation of a packager-made MPD: the files it names and where its last segment ends. */
export function mpdTimelines(mpd: string): Timeline[] {
  return [...mpd.matchAll(/<AdaptationSet\b[^>]*contentType="(\w+)"[\s\S]*?<\/AdaptationSet>/g)].flatMap((set) =>
    [...set[0].matchAll(/<SegmentTemplate\b([^>]*)>([\s\S]*?)<\/SegmentTemplate>/g)].map((template) =>
      readTemplate(set[1] ?? '', template[1] ?? '', template[2] ?? ''),
    ),
  );
}

function readTemplate(contentType: string, attributes: string, body: string): Timeline {
  const attribute = (text: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
  const media = attribute(attributes, 'media') ?? '';
  const files = [belowGeneration(attribute(attributes, 'initialization') ?? '')];
  let number = Number(attribute(attributes, 'startNumber') ?? 1);
  let end = 0;
  for (const [s] of body.matchAll(/<S\b[^>]*>/g)) {
    const repeats = Number(attribute(s, 'r') ?? 0) + 1;
    end = Number(attribute(s, 't') ?? end) + Number(attribute(s, 'd') ?? 0) * repeats;
    for (let i = 0; i < repeats; i++)
      files.push(belowGeneration(media.replace('$Number%05d$', String(number++).padStart(5, '0'))));
  }
  return { files, contentType, endSec: end / Number(attribute(attributes, 'timescale') ?? 1) };
}

function belowGeneration(uri: string): string {
  if (!uri.startsWith(up) || uri.includes('://'))
    throw new Error(`manifest names ${uri}, which is not relative to its set`);
  return uri.slice(up.length);
}

/**
 * A growing media playlist as it is published. The target duration must not change while clients reload
 * (RFC 8216 §6.2.1), but the packager raises it as it goes, so it gets its final value from the start.
 */
export function earlyPlaylist(playlist: string, options: { targetSec: number; isComplete: boolean }): string {
  const steady = playlist.replace(/^#EXT-X-TARGETDURATION:\d+/m, `#EXT-X-TARGETDURATION:${options.targetSec}`);
  if (!options.isComplete) return steady;
  return `${steady.replace('#EXT-X-PLAYLIST-TYPE:EVENT', '#EXT-X-PLAYLIST-TYPE:VOD').trimEnd()}\n#EXT-X-ENDLIST\n`;
}

/**
 * A growing MPD as it is published. While it grows it is dynamic but with the known duration of the whole, which
 * players take for a recording in progress and start at its beginning; and its clock starts one duration ago, so that
 * segments encoded faster than real time are not "in the future" (ISO/IEC 23009-1 §5.3.9.5.3). Once complete: static.
 */
export function earlyMpd(
  mpd: string,
  options: { durationSec: number; startedAtMs: number; isComplete: boolean },
): string {
  const attribute = (name: string) => new RegExp(`\\s${name}="[^"]*"`);
  const bare = [
    'availabilityStartTime',
    'timeShiftBufferDepth',
    'suggestedPresentationDelay',
    'mediaPresentationDuration',
  ]
    .map(attribute)
    .reduce((text, pattern) => text.replace(pattern, ''), mpd);
  const durationSec = options.isComplete ? (mpdTimelines(mpd)[0]?.endSec ?? options.durationSec) : options.durationSec;
  const duration = `mediaPresentationDuration="PT${Number(durationSec.toFixed(6))}S"`;
  if (options.isComplete)
    return bare
      .replace(/\stype="dynamic"/, ` type="static" ${duration}`)
      .replace(attribute('minimumUpdatePeriod'), '')
      .replace(attribute('publishTime'), '');
  const clockStart = new Date(options.startedAtMs - Math.ceil(durationSec + 60) * 1000).toISOString();
  return bare.replace(/\stype="dynamic"/, ` type="dynamic" ${duration} availabilityStartTime="${clockStart}"`);
}
