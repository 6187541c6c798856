export type SharedLoads<T> = {
  /** What `load` gives; callers that come with the same key while it runs share that one run. */
  run(key: string, load: () => Promise<T>): Promise<T>;
};

export type SharedLoadsOptions = {
  /** Keeps a load alive when the request that started it is torn down while others wait for it. */
  waitUntil: (work: Promise<unknown>) => void;
  /**
   * How long to wait for somebody else's load before making one's own: in a Worker the promise of a
   * torn-down request may never settle.
   */
  followTimeoutMs: number;
};

type Outcome<T> = { value: T } | { error: unknown };
type Waiting<T> = Set<(outcome: Outcome<T>) => void>;

/**
 * A request is woken by a function that it takes back when it stops waiting. A promise of its own that hung on the other's
 * load would be settled after the request is over, which workerd forbids and logs.
 */
export function createSharedLoads<T>({ waitUntil, followTimeoutMs }: SharedLoadsOptions): SharedLoads<T> {
  const running = new Map<string, Waiting<T>>();

  async function follow(key: string, waiting: Waiting<T>, load: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<Outcome<T> | null>();
    const timer = setTimeout(() => {
      waiting.delete(resolve);
      if (running.get(key) === waiting) running.delete(key); // nobody else is to wait for it in vain
      resolve(null);
    }, followTimeoutMs);
    waiting.add(resolve);
    const outcome = await promise;
    clearTimeout(timer);
    if (!outcome) return load();
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  async function lead(key: string, waiting: Waiting<T>, load: () => Promise<T>): Promise<T> {
    const tell = (outcome: Outcome<T>) => {
      if (running.get(key) === waiting) running.delete(key);
      for (const wake of waiting) wake(outcome);
    };
    try {
      const value = await load();
      tell({ value });
      return value;
    } catch (error) {
      tell({ error });
      throw error;
    }
  }

  return {
    run(key, load) {
      const others = running.get(key);
      if (others) return follow(key, others, load);
      const waiting: Waiting<T> = new Set();
      running.set(key, waiting);
      const started = lead(key, waiting, load);
      waitUntil(started.catch(() => undefined));
      return started;
    },
  };
}
