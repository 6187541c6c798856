import type { Plan, Rung } from './make-plan.ts';

/**
 * Shaka Packager runs inside `hls/` of the set, so that every path it writes into the manifests of both formats starts
 * with `../` and is right from `hls/` as well as from `dash/`.
 */
export const packagerFolder = 'hls';

/** Segments of the early generation as they come out of `fifoPath`; the manifests grow. */
export function earlyPackageArgv(plan: Plan, fifoPath: string): string[] {
  return [
    videoDescriptor(fifoPath, plan.firstRung, { iframes: false }),
    ...(plan.audioStreamIndex === null ? [] : [audioDescriptor(fifoPath, plan)]),
    ...shared(plan),
    ...['--hls_playlist_type', 'EVENT', '--hls_start_time_offset', '0', '--minimum_update_period', '2'],
    // The window never slides: otherwise the packager drops and deletes what is older than half an hour.
    ...['--time_shift_buffer_depth', '0', '--preserved_segments_outside_live_window', '0'],
  ];
}

/** The whole set from the encoded rungs; `pathOf` the first rung also holds the audio. */
export function finalPackageArgv(plan: Plan, pathOf: (rung: Rung) => string): string[] {
  return [
    ...plan.rungs.map((rung) => videoDescriptor(pathOf(rung), rung, { iframes: true })),
    ...(plan.audioStreamIndex === null ? [] : [audioDescriptor(pathOf(plan.firstRung), plan)]),
    ...shared(plan),
    ...['--hls_playlist_type', 'VOD', '--generate_static_live_mpd'],
  ];
}

function shared(plan: Plan): string[] {
  // Rounded down: a boundary a microsecond early changes nothing, one late would shift every second segment.
  const segmentSec = (Math.floor(plan.segmentSec * 1e6) / 1e6).toString();
  return [
    ...['--io_cache_size', '1048576', '--segment_duration', segmentSec, '--fragment_duration', segmentSec],
    ...['--hls_master_playlist_output', 'master.m3u8', '--mpd_output', '../dash/manifest.mpd', '--quiet'],
    ...(plan.audioLanguage === null ? [] : ['--default_language', plan.audioLanguage]),
  ];
}

function videoDescriptor(path: string, rung: Rung, options: { iframes: boolean }): string {
  return [
    ...[`in=${path}`, 'stream=video', `init_segment=../${rung.name}/init.mp4`],
    ...[`segment_template=../${rung.name}/$Number%05d$.m4s`, `playlist_name=${rung.name}.m3u8`],
    ...(options.iframes ? [`iframe_playlist_name=${rung.name}-iframes.m3u8`] : []),
  ].join(',');
}

function audioDescriptor(path: string, plan: Plan): string {
  return [
    ...[`in=${path}`, 'stream=audio', 'init_segment=../audio/init.mp4'],
    ...[
      'segment_template=../audio/$Number%05d$.m4s',
      'playlist_name=audio.m3u8',
      'hls_group_id=audio',
      'hls_name=audio',
    ],
    ...(plan.audioLanguage === null ? [] : [`language=${plan.audioLanguage}`]),
  ].join(',');
}
