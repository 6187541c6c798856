import type { AudioTrack } from './audio-plan.ts';

/** AAC from the first sample on: gaps and a late start are filled, so that it stays with the picture. */
export function audioCodecArgv(track: Pick<AudioTrack, 'layout' | 'kbps'>, gainDb: number): string[] {
  const filters = [
    'aresample=async=1000:first_pts=0',
    `aformat=sample_rates=48000:channel_layouts=${track.layout}`,
    ...(gainDb === 0 ? [] : [`volume=${gainDb}dB`]),
  ];
  return ['-c:a', 'aac', '-b:a', `${track.kbps}k`, '-ar', '48000', '-af', filters.join(',')];
}
