/** A caption while it is being written; a time that cannot be read is null. */
export type CueDraft = { startMs: number | null; endMs: number | null; settings: string; text: string };
export type TimedCue = CueDraft & { startMs: number; endMs: number };

/** How long a new caption stays, where nothing else ends it. */
const NEW_CUE_MS = 2_000;

export const isTimed = (cue: CueDraft): cue is TimedCue => cue.startMs !== null && cue.endMs !== null;

/** An empty caption that begins at `atMs` and ends before the next one, or with the video. */
export function newCue(cues: readonly CueDraft[], atMs: number, durationMs: number | null): TimedCue {
  const later = cues.flatMap(({ startMs }) => (startMs !== null && startMs > atMs ? [startMs] : []));
  const endMs = Math.min(
    atMs + NEW_CUE_MS,
    ...later,
    ...(durationMs !== null && durationMs > atMs ? [durationMs] : []),
  );
  return { startMs: atMs, endMs, settings: '', text: '' };
}

/**
 * Two out of one: at `atMs` where that is within, else in the middle; the text at `atChar` where something stands on both
 * sides of it, else at the blank nearest to its middle.
 */
export function splitCue(cue: TimedCue, atMs: number, atChar: number): [TimedCue, TimedCue] {
  const isWithin = atMs > cue.startMs && atMs < cue.endMs;
  const middleMs = isWithin ? Math.round(atMs) : Math.round((cue.startMs + cue.endMs) / 2);
  const parts = (at: number) => [cue.text.slice(0, at).trim(), cue.text.slice(at).trim()] as const;
  const isBetween = parts(atChar).every((part) => part !== '');
  const [before, after] = parts(isBetween ? atChar : middleBlank(cue.text));
  return [
    { ...cue, endMs: middleMs, text: before },
    { ...cue, startMs: middleMs, text: after },
  ];
}

/** One out of two that follow each other: from the start of the earlier to the end of the later. */
export function mergeCues(first: TimedCue, second: TimedCue): TimedCue {
  return {
    startMs: Math.min(first.startMs, second.startMs),
    endMs: Math.max(first.endMs, second.endMs),
    settings: first.settings,
    text: [first.text, second.text].filter((text) => text.trim() !== '').join('\n'),
  };
}

function middleBlank(text: string): number {
  const blanks = [...text.matchAll(/\s/g)].map(({ index }) => index);
  const distance = (at: number) => Math.abs(at - text.length / 2);
  return blanks.sort((a, b) => distance(a) - distance(b))[0] ?? text.length;
}
