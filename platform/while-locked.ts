import { setTimeout as sleep } from 'node:timers/promises';

export type Patience = {
  /** After this long the error goes to the caller. */
  patienceMs: number;
  /** The longest wait between two attempts. */
  longestWaitMs: number;
};

const defaults: Patience = { patienceMs: 3_000, longestWaitMs: 100 };

/**
 * Runs `work` again while the database answers SQLITE_BUSY, which sqld does now and then under many writers at once. What
 * was answered so has not happened: a statement was not run, a batch or a transaction is rolled back whole.
 */
export async function againWhileLocked<T>(work: () => Promise<T>, patience: Patience = defaults): Promise<T> {
  const givesUpAt = performance.now() + patience.patienceMs;
  for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, patience.longestWaitMs)) {
    try {
      return await work();
    } catch (error) {
      if (!isLocked(error) || performance.now() >= givesUpAt) throw error;
      await sleep(waitMs * (0.5 + Math.random() / 2)); // so that those who collided do not meet again
    }
  }
}

/** drizzle hands the client's error on as a cause. */
function isLocked(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && cause.code === 'SQLITE_BUSY') return true;
  return false;
}
