const firstDelayMs = 250;
const longestDelayMs = 10_000;
const healthyAfterMs = 30_000;

/** How long to wait before the next start: doubles while a service keeps dying young, starts over once it lived 30 s. */
export function nextDelayMs(previousDelayMs: number | null, livedMs: number): number {
  if (previousDelayMs === null || livedMs >= healthyAfterMs) return firstDelayMs;
  return Math.min(previousDelayMs * 2, longestDelayMs);
}
