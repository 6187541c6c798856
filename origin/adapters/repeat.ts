export type Repeating = {
  /** Runs a round now, or as soon as one may begin again. */
  wake(): void;
  /** Resolves when the round under way is over; none follows. */
  stop(): Promise<void>;
};

/**
 * Runs `round` at once, then `intervalMs` after each end, one at a time. However often it is woken, a round begins no
 * sooner than `minGapMs` (default 0) after the beginning of the one before. Every outcome goes to `onOutcome` (`null`: fine).
 */
export function repeat(
  round: () => Promise<unknown>,
  options: { intervalMs: number; minGapMs?: number; onOutcome: (error: unknown) => void },
): Repeating {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let isWoken = false;
  let isStopped = false;
  let begunAtMs = Number.NEGATIVE_INFINITY;

  function run(): void {
    clearTimeout(timer);
    if (isStopped) return;
    if (running) {
      isWoken = true;
      return;
    }
    isWoken = false;
    const tooSoonMs = begunAtMs + (options.minGapMs ?? 0) - performance.now();
    if (tooSoonMs > 0) {
      timer = setTimeout(run, tooSoonMs);
      return;
    }
    begunAtMs = performance.now();
    running = round()
      .then(
        () => options.onOutcome(null),
        (error: unknown) => options.onOutcome(error ?? new Error('unknown')),
      )
      .finally(() => {
        running = undefined;
        if (isWoken) run();
        else if (!isStopped) timer = setTimeout(run, options.intervalMs);
      });
  }

  run();
  return {
    wake: run,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
