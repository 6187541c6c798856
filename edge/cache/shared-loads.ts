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

export function createSharedLoads<T>({ waitUntil, followTimeoutMs }: SharedLoadsOptions): SharedLoads<T> {
  const running = new Map<string, Promise<T>>();

  async function follow(leader: Promise<T>, load: () => Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const timeout = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), followTimeoutMs);
    });
    try {
      const outcome = await Promise.race([leader.then((value) => ({ value })), timeout]);
      return outcome ? outcome.value : await load();
    } finally {
      if (timer !== null) clearTimeout(timer);
    }
  }

  return {
    run(key, load) {
      const leader = running.get(key);
      if (leader) return follow(leader, load);
      const started = load().finally(() => {
        if (running.get(key) === started) running.delete(key);
      });
      running.set(key, started);
      waitUntil(started.catch(() => undefined));
      return started;
    },
  };
}
