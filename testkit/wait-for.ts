/** Polls until `condition` gives something truthy and returns that; its last error and `what` explain a time-out. */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: { timeoutMs?: number; intervalMs?: number; what?: string | (() => string) } = {},
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const timeoutMs = options.timeoutMs ?? 20_000;
  const deadlineMs = performance.now() + timeoutMs;
  let lastError: unknown;
  do {
    try {
      const value = await condition();
      if (value) return value as Exclude<T, false | null | undefined | 0 | ''>; // narrowed by the truth test above
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await Bun.sleep(options.intervalMs ?? 25);
  } while (performance.now() < deadlineMs);
  const what = typeof options.what === 'function' ? options.what() : options.what;
  throw new Error(`waited ${timeoutMs} ms for ${what ?? 'a condition'}`, { cause: lastError });
}
