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
