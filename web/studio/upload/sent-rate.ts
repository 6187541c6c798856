const WINDOW_MS = 10_000;
/** Before that, an estimate jumps about. */
const MIN_SPAN_MS = 1_000;

export type SentRate = { bytesPerSec: number; secondsLeft: number };

/** How fast bytes go out, over the last seconds. A pause is not counted when `pause` is told of it. */
export function createSentRate(totalBytes: number) {
  let samples: { atMs: number; sentBytes: number }[] = [];
  return {
    /** Null until there is something to go by, and while nothing moves. */
    note(sentBytes: number, atMs: number): SentRate | null {
      const newest = samples.at(-1);
      // Parts that failed are sent again: what was counted of them is taken back.
      if (newest && sentBytes < newest.sentBytes) samples = [];
      samples.push({ atMs, sentBytes });
      samples = samples.filter((sample) => atMs - sample.atMs <= WINDOW_MS);
      const [first] = samples;
      if (!first || atMs - first.atMs < MIN_SPAN_MS || sentBytes === first.sentBytes) return null;
      const bytesPerSec = (1000 * (sentBytes - first.sentBytes)) / (atMs - first.atMs);
      return { bytesPerSec, secondsLeft: Math.ceil((totalBytes - sentBytes) / bytesPerSec) };
    },
    pause(): void {
      samples = [];
    },
  };
}
