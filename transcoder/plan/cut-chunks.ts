import type { Container } from '../../shared/media/sniff-container.ts';
import type { Plan } from './make-plan.ts';

/** A stretch of the output, in whole groups of pictures: at any frame rate both ends are frames. */
export type Chunk = {
  index: number;
  startGop: number;
  /** Not included; `null`: to the end of the source, wherever that turns out to be. */
  endGop: number | null;
};

/** Recordings of broadcasts: the time of a picture is then only known to who has read all before it. */
export const clockMayJump = (container: Container): boolean => ['mpegts', 'mpeg', 'ogg'].includes(container);

/** A shorter rest is left to the chunk before it. */
const shortestRest = 0.25;

/** Cuts a source into chunks of about `chunkSec`, whole segments each, the last one taking what remains. */
export function cutChunks(plan: Plan, chunkSec: number): Chunk[] {
  const gopsPerSegment = Math.round(plan.segmentSec / plan.gopSec);
  const gops = gopsPerSegment * Math.max(1, Math.round(chunkSec / plan.segmentSec));
  const wanted = Math.ceil(plan.durationSec / (gops * plan.gopSec) - shortestRest);
  const count = clockMayJump(plan.container) ? 1 : Math.max(1, wanted);
  return Array.from({ length: count }, (_, index) => ({
    index,
    startGop: index * gops,
    endGop: index === count - 1 ? null : (index + 1) * gops,
  }));
}

/** Seconds of output; what is said of the last chunk is what the source claims. */
export function chunkDurationSec(plan: Plan, chunk: Chunk): number {
  const startSec = chunk.startGop * plan.gopSec;
  const endSec = chunk.endGop === null ? Math.max(plan.durationSec, startSec) : chunk.endGop * plan.gopSec;
  return endSec - startSec;
}
