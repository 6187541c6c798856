import type { Rung } from './make-plan.ts';

/** Capped quality stays well below its cap on all but the busiest content. */
const shareOfCap = 0.5;

/** About how many bytes `seconds` of all `rungs` take. */
export function expectedOutputBytes(rungs: readonly Rung[], seconds: number): number {
  return rungs.reduce((total, rung) => total + (rung.maxrateKbps * 125 * shareOfCap + 16_000) * seconds, 0);
}
