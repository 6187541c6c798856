export type StopSignals = {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  stop: AbortSignal;
  /** Aborted by the second one: graces are skipped. */
  hurry: AbortSignal;
  release(): void;
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns the signals that end a foreground program into two abort signals. */
export function listenForStop(): StopSignals {
  const stop = new AbortController();
  const hurry = new AbortController();
  const onSignal = () => (stop.signal.aborted ? hurry : stop).abort();
  for (const signal of signals) process.on(signal, onSignal);
  return {
    stop: stop.signal,
    hurry: hurry.signal,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
