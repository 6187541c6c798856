export type Repeating = {
  /** Runs a round now, or right after the one under way. */
  wake(): void;
  /** Resolves when the round under way is over; none follows. */
  stop(): Promise<void>;
};

/** Runs `round` at once, then `intervalMs` after each end, one at a time. Every outcome goes to `onOutcome` (`null`: fine). */
export function repeat(
  round: () => Promise<unknown>,
  options: { intervalMs: number; onOutcome: (error: unknown) => void },
): Repeating {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let isWoken = false;
  let isStopped = false;

  function run(): void {
    clearTimeout(timer);
    if (isStopped) return;
    if (running) {
      isWoken = true;
      return;
    }
    isWoken = false;
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
