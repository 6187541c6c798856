/**
 * Runs tasks that need each other: the first to fail stops the rest. Settles only when all have ended. When several
 * fail, the error of the earliest in the list counts, so put the one that explains most first.
 */
export async function runTogether(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const stop = new AbortController();
  const stopped = new Error('stopped because another part failed');
  const both = AbortSignal.any([signal, stop.signal]);
  const results = await Promise.allSettled(
    tasks.map(async (task) => {
      try {
        await task(both);
      } catch (error) {
        stop.abort(stopped);
        throw error;
      }
    }),
  );
  signal.throwIfAborted();
  for (const result of results) if (result.status === 'rejected' && result.reason !== stopped) throw result.reason;
}
