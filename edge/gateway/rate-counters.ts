import type { RatePolicy } from './rate-policies.ts';

export type RateVerdict = { allowed: boolean; remaining: number; resetSec: number };

export type RateCounters = {
  /** Counts one request against `policy` for `subject`; a refused one is not counted. */
  take(policy: RatePolicy, subject: string): RateVerdict;
};

type Counter = { window: number; current: number; previous: number };

/**
 * Sliding windows of this isolate: the running window, plus the share of the one before that still lies within
 * `windowSec`. Holds at most `maxSubjects` counters and forgets the least recently used.
 */
export function createRateCounters({ now, maxSubjects }: { now: () => number; maxSubjects: number }): RateCounters {
  const counters = new Map<string, Counter>(); // insertion order: the first is the oldest

  return {
    take({ name, limit, windowSec }, subject) {
      const key = `${name} ${subject}`;
      const windowMs = windowSec * 1000;
      const window = Math.floor(now() / windowMs);
      const elapsed = now() / windowMs - window;
      const known = counters.get(key);
      const counter =
        known?.window === window
          ? known
          : { window, current: 0, previous: known?.window === window - 1 ? known.current : 0 };
      const used = counter.current + counter.previous * (1 - elapsed);
      const allowed = used + 1 <= limit;
      if (allowed) counter.current += 1;
      counters.delete(key);
      counters.set(key, counter);
      const oldest = counters.keys().next().value;
      if (counters.size > maxSubjects && oldest !== undefined) counters.delete(oldest);
      return {
        allowed,
        remaining: Math.max(0, Math.floor(limit - used - (allowed ? 1 : 0))),
        resetSec: Math.max(1, Math.ceil((1 - elapsed) * windowSec)),
      };
    },
  };
}
