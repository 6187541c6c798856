import type { Rung } from '../plan/make-plan.ts';
import type { TrackTable } from './sample-table.ts';

/**
 * Checks that every frame of an encoded rung is at its place on the grid from time zero on and that key frames are
 * exactly where the plan wants them. Throws when not; that is our own fault, never the source's.
 */
export function verifyFrames(rung: Rung, video: TrackTable, options = { mayHaveMoreKeyFrames: false }): void {
  const ticksPerFrame = (video.ticksPerSec * rung.frameRate.den) / rung.frameRate.num;
  const stray = video.times.findIndex((time, index) => Math.abs(time - index * ticksPerFrame) > 1);
  if (stray >= 0) throw new Error(`frame ${stray} of ${rung.name} is at ${video.times[stray]} ticks, off the grid`);
  const expected = Math.ceil(video.times.length / rung.gopFrames);
  const onGrid = video.keyFrames.filter((frame) => frame % rung.gopFrames === 0).length;
  if (onGrid !== expected || (onGrid < video.keyFrames.length && !options.mayHaveMoreKeyFrames))
    throw new Error(`the key frames of ${rung.name} are not every ${rung.gopFrames} frames`);
}
