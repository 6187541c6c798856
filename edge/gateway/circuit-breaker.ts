export type CircuitBreaker = {
  /** 0 when a call may be made; else the seconds after which it is worth asking again. */
  waitSec(): number;
  succeeded(): void;
  failed(): void;
};

export type CircuitBreakerOptions = {
  now: () => number;
  /** Failures in a row that open it. */
  failuresToOpen?: number;
  /** First pause; it doubles while probes fail. */
  firstPauseMs?: number;
  maxPauseMs?: number;
};

/**
 * Spares a neighbour that is down, and those who wait for it: closed until `failuresToOpen` calls in a row have failed, then open
 * for a pause, then half open for one probe, which decides. Of one isolate.
 */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { now, failuresToOpen = 5, firstPauseMs = 1_000, maxPauseMs = 30_000 } = options;
  let failures = 0;
  let pauseMs = firstPauseMs;
  let openUntilMs = Number.NEGATIVE_INFINITY;

  return {
    waitSec() {
      if (failures < failuresToOpen) return 0;
      const leftMs = openUntilMs - now();
      if (leftMs > 0) return Math.ceil(leftMs / 1000);
      // This call is the probe. The others wait for it, but no longer than a pause: it may never report.
      openUntilMs = now() + pauseMs;
      return 0;
    },
    succeeded() {
      failures = 0;
      pauseMs = firstPauseMs;
    },
    failed() {
      failures += 1;
      if (failures < failuresToOpen) return;
      if (failures > failuresToOpen) pauseMs = Math.min(pauseMs * 2, maxPauseMs);
      openUntilMs = now() + pauseMs;
    },
  };
}
