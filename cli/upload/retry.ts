import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import { Failure } from '../failure.ts';

/** Answers that a later try may change: the server is away, overloaded or half-way through a restart. */
const passing: readonly ErrorCode[] = ['internal', 'bad_gateway', 'unavailable', 'idempotency_in_progress'];
const firstDelayMs = 250;
const longestDelayMs = 4_000;

/** True for network errors and the server's own failures; false for answers that are about the request. */
export function isPassing(error: unknown): boolean {
  if (error instanceof AppError) return passing.includes(error.code);
  if (error instanceof Failure) return false; // it has a code too, but is already explained
  // fetch: a refused or broken connection is a TypeError by the standard, an Error with a code in Bun.
  return error instanceof Error && (error instanceof TypeError || 'code' in error);
}

/**
 * Runs `attempt` until it succeeds, waiting longer each time. Gives up with the last error when that is
 * not a passing one, when `patienceMs` have gone by since `lastProgressAt()`, or when `signal` aborts.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  options: { patienceMs: number; lastProgressAt?: () => number; signal?: AbortSignal | undefined },
): Promise<T> {
  const startedAt = performance.now();
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    options.signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      const since = Math.max(startedAt, options.lastProgressAt?.() ?? startedAt);
      if (!isPassing(error) || performance.now() - since > options.patienceMs) throw error;
    }
    await sleep(delayMs, undefined, options.signal ? { signal: options.signal } : {});
  }
}
