import type { AudioTrack } from './audio-plan.ts';
import type { Plan, Rung } from './make-plan.ts';

/** What of a plan a packaged set depends on; enough to package its tracks again. */
export type SetPlan = Pick<Plan, 'rungs' | 'firstRung' | 'audioTracks' | 'segmentSec' | 'frameRate'>;

export type CaptionTrack = {
  /** Folder and playlist name: `captions-en`. */
  name: string;
  /** Canonical BCP 47, or `und`. */
  language: string;
  label: string;
};

/** A track of any kind; names are unique in a set. */
export type Named = { name: string };

/**
 * Shaka Packager runs inside `hls/` of the set, so that every path it writes into the manifests of both formats starts
 * with `../` and is right from `hls/` as well as from `dash/`.
 */
export const packagerFolder = 'hls';

/** Folder of the key frames that DASH players show while seeking; HLS has them as byte ranges of the segments. */
export const trickPlayFolder = (set: Pick<SetPlan, 'firstRung'>): string => `${set.firstRung.name}-trick`;

/** The whole set from one file for each track, as given by `pathOf`. */
export function packageSetArgv(
  set: SetPlan,
  captions: readonly CaptionTrack[],
  pathOf: (track: Named) => string,
): string[] {
  return [
    ...set.rungs.map((rung) => videoDescriptor(pathOf(rung), rung, seekingPictures(rung))),
    descriptor(pathOf(set.firstRung), 'video', mp4Segments(trickPlayFolder(set)), [
      'trick_play_factor=1',
      'dash_only=1',
    ]),
    ...set.audioTracks.map((track) => audioDescriptor(pathOf(track), track)),
    ...captions.flatMap((track) => captionDescriptors(pathOf(track), track)),
    ...packagerOptions(set),
    ...['--hls_playlist_type', 'VOD', '--generate_static_live_mpd'],
  ];
}

/** Those of H.264 serve every player. */
const seekingPictures = ({ name, codec }: Rung): string[] =>
  codec === 'h264' ? [`iframe_playlist_name=${name}-iframes.m3u8`] : [];

/** What every run of the packager has in common. */
export function packagerOptions(set: Pick<SetPlan, 'segmentSec' | 'audioTracks'>): string[] {
  // Rounded down: a boundary a microsecond early changes nothing, one late would shift every second segment.
  const segmentSec = (Math.floor(set.segmentSec * 1e6) / 1e6).toString();
  const language = set.audioTracks[0]?.language ?? null;
  return [
    ...['--io_cache_size', '1048576', '--segment_duration', segmentSec, '--fragment_duration', segmentSec],
    ...['--hls_master_playlist_output', 'master.m3u8', '--mpd_output', '../dash/manifest.mpd', '--quiet'],
    ...(language === null ? [] : ['--default_language', language]),
  ];
}

export function videoDescriptor(path: string, rung: Named, more: readonly string[]): string {
  return descriptor(path, 'video', mp4Segments(rung.name), [`playlist_name=${rung.name}.m3u8`, ...more]);
}

export function audioDescriptor(path: string, track: AudioTrack): string {
  return descriptor(path, 'audio', mp4Segments(track.name), [
    `playlist_name=${track.name}.m3u8`,
    // A player keeps to one group: a device without surround speakers never meets the other one.
    `hls_group_id=${track.layout === '5.1' ? 'surround' : 'audio'}`,
    `hls_name=${plain(track.label)}`,
    `dash_label=${plain(track.label)}`,
    ...languageField(track.language),
  ]);
}

/** Plain segments for HLS; DASH players want the same text in MP4 (ISO/IEC 14496-30). */
function captionDescriptors(path: string, track: CaptionTrack): string[] {
  const { name, label, language } = track;
  return [
    descriptor(
      path,
      'text',
      [`segment_template=../${name}/$Number%05d$.vtt`],
      [
        ...[`playlist_name=${name}.m3u8`, 'hls_group_id=captions', `hls_name=${plain(label)}`],
        ...[...languageField(language), 'hls_only=1'],
      ],
    ),
    descriptor(path, 'text', mp4Segments(name), [
      ...[...languageField(language), `dash_label=${plain(label)}`, 'dash_only=1'],
    ]),
  ];
}

/** The packager refuses `und`; a track without a language is written as that. */
const languageField = (language: string | null): string[] =>
  language === null || language === 'und' ? [] : [`language=${language}`];

const mp4Segments = (folder: string): string[] => [
  `init_segment=../${folder}/init.mp4`,
  `segment_template=../${folder}/$Number%05d$.m4s`,
];

function descriptor(path: string, stream: string, output: readonly string[], fields: readonly string[]): string {
  return [`in=${path}`, `stream=${stream}`, ...output, ...fields].join(',');
}

/** Without the characters that end a field of a descriptor or a quoted attribute of a playlist. */
const plain = (label: string): string => label.replace(/[,="<>&\p{Cc}]/gu, ' ');
