import { createSharedLoads } from './shared-loads.ts';

export type TtlCacheOptions<T> = {
  maxEntries: number;
  /** May depend on the value: what is about to change is kept shorter. */
  ttlMs: (value: T) => number;
  now: () => number;
  load: (key: string) => Promise<T>;
  waitUntil: (work: Promise<unknown>) => void;
  followTimeoutMs?: number;
};

export type TtlCache<T> = { get(key: string): Promise<T> };

/**
 * Least recently used values of this isolate. N parallel misses of one key make one load; what a load
 * answers is kept for `ttlMs`, null ("no such thing") included; an error reaches everyone waiting and is not kept.
 */
export function createTtlCache<T>(options: TtlCacheOptions<T>): TtlCache<T> {
  const { maxEntries, ttlMs, now, load, waitUntil, followTimeoutMs = 3_500 } = options;
  const entries = new Map<string, { value: T; expiresAtMs: number }>(); // insertion order: the first is the oldest
  const loads = createSharedLoads<T>({ waitUntil, followTimeoutMs });

  async function loadAndKeep(key: string): Promise<T> {
    const value = await load(key);
    entries.delete(key);
    entries.set(key, { value, expiresAtMs: now() + ttlMs(value) });
    const oldest = entries.keys().next().value;
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    return value;
  }

  return {
    async get(key) {
      const entry = entries.get(key);
      if (!entry || entry.expiresAtMs <= now()) return loads.run(key, () => loadAndKeep(key));
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
  };
}
