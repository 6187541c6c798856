import type { FrameRate } from '../probe/frame-rate.ts';
import type { Rung } from './make-plan.ts';

/** The picture that sound alone is given; the ladder makes it smaller where it has no such step. */
export const waveformPicture = { width: 640, height: 360, frameRate: { num: 25, den: 1 } satisfies FrameRate };

const colour = '0xe8453c';
const sized = ({ width, height }: Pick<Rung, 'width' | 'height'>) => `s=${width}x${height}:colors=${colour}`;

/** What a rung shows of audio stream `streamIndex`, as a graph with the output `[v]`: its waveform, as it is heard. */
export function waveformFilter(streamIndex: number, rung: Rung): string {
  const { num, den } = rung.frameRate;
  // Gaps and a late start are filled as in the sound itself, so that both stay together.
  const sound = `[0:${streamIndex}]aresample=async=1000:first_pts=0,aformat=sample_rates=48000:channel_layouts=mono`;
  const picture = `showwaves=${sized(rung)}:mode=cline:scale=sqrt:rate=${num}/${den}`;
  // Its frames come at a constant rate from zero on. No `fps` after it: that would be told a wrong end (ffmpeg 5.1).
  return `${sound},${picture},format=yuv420p,setsar=1[v]`;
}

/** The waveform of the whole input at once, as a graph with the output `[v]`. */
export function waveformPosterFilter(streamIndex: number, size: Pick<Rung, 'width' | 'height'>): string {
  const picture = `showwavespic=${sized(size)}:scale=sqrt`;
  return `[0:${streamIndex}]aformat=channel_layouts=mono,${picture},format=yuv420p[v]`;
}
