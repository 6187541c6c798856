import type { Plan } from '../plan/make-plan.ts';

const baseMs = 10 * 60_000;
/** A slow machine needs about two seconds for each of a 1080p source; ten times the slack, doubled for 4K. */
const perSourceSec = 40_000;

/** A limit no healthy encode comes near; hangs are found by the progress watchdog long before. */
export function encodeDeadlineMs(plan: Pick<Plan, 'durationSec'>): number {
  return baseMs + plan.durationSec * perSourceSec;
}
