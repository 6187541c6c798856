import { type CueDraft, isTimed } from './edit-cues.ts';

/** `overlap` and `late` are told and may be kept: two people can speak at once. */
export type CueProblem = 'start' | 'end' | 'order' | 'text' | 'overlap' | 'late';

export const isFault = (problem: CueProblem | null): boolean =>
  problem !== null && problem !== 'overlap' && problem !== 'late';

/** The worst that is wrong with each caption. `overlap` is said of the one that begins later. */
export function checkCues(cues: readonly CueDraft[], durationMs: number | null): (CueProblem | null)[] {
  const overlapping = findOverlapping(cues);
  return cues.map((cue) => {
    if (cue.startMs === null) return 'start';
    if (cue.endMs === null) return 'end';
    if (cue.endMs <= cue.startMs) return 'order';
    if (cue.text.trim() === '') return 'text';
    if (overlapping.has(cue)) return 'overlap';
    return durationMs !== null && cue.startMs >= durationMs ? 'late' : null;
  });
}

function findOverlapping(cues: readonly CueDraft[]): Set<CueDraft> {
  const found = new Set<CueDraft>();
  let untilMs = 0;
  for (const cue of cues.filter(isTimed).sort((a, b) => a.startMs - b.startMs)) {
    if (cue.startMs < untilMs) found.add(cue);
    untilMs = Math.max(untilMs, cue.endMs);
  }
  return found;
}
