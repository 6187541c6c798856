/** Runs `work` after every earlier work of the same key in this process has ended, however it ended. */
export type Exclusively = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createKeyedLock(): Exclusively {
  const tails = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    // Followers wait for the end, not the outcome.
    const tail = mine.then(
      () => {},
      () => {},
    );
    tails.set(key, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}
