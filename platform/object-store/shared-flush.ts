import { createKeyedLock } from '../keyed-lock.ts';

/** Resolves once a flush of `key` that began after the call has ended, and rejects if that one failed. */
export type SharedFlush = (key: string, flush: () => Promise<void>) => Promise<void>;

/**
 * A flush takes all that was written before it, whoever wrote it. So those who ask while one is running share the next:
 * parts that arrive side by side wait for the disk once, not in a row.
 */
export function createSharedFlush(): SharedFlush {
  const exclusively = createKeyedLock();
  const nextOnes = new Map<string, Promise<void>>();
  return (key, flush) => {
    const joined = nextOnes.get(key);
    if (joined) return joined;
    const next = exclusively(key, () => {
      nextOnes.delete(key);
      return flush();
    });
    nextOnes.set(key, next);
    return next;
  };
}
