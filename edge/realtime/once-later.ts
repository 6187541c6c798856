/** Runs `work` once, `delayMs()` after the first of the calls that came meanwhile. */
export function onceLater(work: () => void, delayMs: () => number): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      work();
    }, delayMs());
  };
}

/**
 * Runs `work` for every call, but not more often than once in `gapMs`: at once after a pause, else together with the calls
 * that came meanwhile.
 */
export function onceInAWhile(work: () => void, gapMs: number): () => void {
  let ranAtMs = Number.NEGATIVE_INFINITY;
  const run = () => {
    ranAtMs = Date.now();
    work();
  };
  return onceLater(run, () => Math.max(0, ranAtMs + gapMs - Date.now()));
}
