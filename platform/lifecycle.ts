/**
 * Runs `handler` once on SIGTERM or SIGINT and then ends the process: 0 when it finished, 1 when it threw or took
 * longer than `timeoutMs`. Further signals change nothing: a terminal's Ctrl-C and a supervisor's SIGTERM arrive
 * together, and the death of a parent may signal more than once. Returns a function that takes the listeners off.
 */
export function onShutdown(
  handler: (signal: NodeJS.Signals) => Promise<void> | void,
  options: { timeoutMs?: number; onError?: (error: unknown) => void } = {},
): () => void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => {
      options.onError?.(new Error(`shutdown took longer than ${options.timeoutMs ?? 8_000} ms`));
      process.exit(1);
    }, options.timeoutMs ?? 8_000);
    Promise.resolve()
      .then(() => handler(signal))
      .then(
        () => process.exit(0),
        (error: unknown) => {
          options.onError?.(error);
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return () => {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
  };
}
