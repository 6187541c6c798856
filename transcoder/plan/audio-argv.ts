import { guardArgv, inputUrl } from '../probe/probe-argv.ts';
import { audioCodecArgv } from './audio-codec-argv.ts';
import type { AudioTrack } from './audio-plan.ts';
import { type EncodeInput, sharedClockArgv } from './encode-argv.ts';
import type { Plan } from './make-plan.ts';

/** Gain in dB by track name. */
export type Gains = ReadonlyMap<string, number>;

const start = ['-nostdin', '-hide_banner', '-nostats', '-y', '-progress', 'pipe:1', '-stats_period', '0.5'];
/** Only the audio is read: the demuxer skips the rest. */
const audioOnly = ['-vn', '-sn', '-dn'];

/** Measures what each of `tracks` will sound like, in one pass over the audio; the answer is in the error output. */
export function measureArgv(plan: Plan, tracks: readonly AudioTrack[], input: EncodeInput): string[] {
  const graphs = tracks.map(
    ({ streamIndex, layout, name }) =>
      `[0:${streamIndex}]aformat=channel_layouts=${layout},ebur128@${name}=framelog=verbose:peak=true[${name}]`,
  );
  return [
    ...[...start, '-loglevel', 'level+info', ...guardArgv({ container: plan.container, maxPixels: input.maxPixels })],
    ...['-i', inputUrl(input.path), '-filter_complex', graphs.join(';')],
    ...tracks.flatMap((track) => ['-map', `[${track.name}]`]),
    ...['-f', 'null', '-'],
  ];
}

/** Encodes each of `tracks` into the file that `pathOf` gives, all from one read of the source. */
export function audioTracksArgv(
  plan: Plan,
  tracks: readonly AudioTrack[],
  gains: Gains,
  input: EncodeInput,
  pathOf: (track: AudioTrack) => string,
): string[] {
  return [
    ...[
      ...start,
      '-loglevel',
      'level+warning',
      ...guardArgv({ container: plan.container, maxPixels: input.maxPixels }),
    ],
    ...['-i', inputUrl(input.path)],
    ...tracks.flatMap((track) => [
      ...['-map', `0:${track.streamIndex}`, ...audioOnly, ...audioCodecArgv(track, gains.get(track.name) ?? 0)],
      ...['-map_metadata', '-1', '-map_chapters', '-1', '-f', 'mp4', pathOf(track)],
    ]),
    ...sharedClockArgv(plan),
  ];
}
