import { createSharedLoads } from './shared-loads.ts';

export type Loaded<T> = {
  value: T;
  /** How far the database had come when it was read. */
  index: number;
};
export type CacheEntry<T> = Loaded<T> & { readAtMs: number };

/** What a load must take in; see `ReadFrom` of the database. */
export type Demand = { minIndex: number; fromPrimary: boolean };

/** Entries that several isolates share. May forget anything at any time; never throws. */
export type SecondCache<T> = {
  get(key: string): Promise<CacheEntry<T> | null>;
  put(key: string, entry: CacheEntry<T>, maxAgeMs: number): Promise<void>;
  remove(key: string): Promise<void>;
};

export type ReadCacheOptions<T> = {
  maxEntries: number;
  /** Up to `freshMs` of age a value is simply served; up to `revalidateMs` it is served and read anew beside. */
  ages: (value: T) => { freshMs: number; revalidateMs: number };
  /** Up to this age a value is served when it cannot be read anew, and never beyond it. */
  maxAgeMs: number;
  load: (key: string, demand: Demand) => Promise<Loaded<T>>;
  second?: SecondCache<T> | null;
  now: () => number;
  /** Keeps work alive beyond the request that began it. */
  waitUntil: (work: Promise<unknown>) => void;
  followTimeoutMs?: number;
};

export type CacheAnswer<T> = {
  value: T;
  /** Null; or the age of a value that should have been read anew and could not be. */
  staleMs: number | null;
};

export type ReadCache<T> = {
  /** `minIndex`: what the reader's own write had reached, so that the answer shows it; 0 for none. */
  get(key: string, minIndex: number): Promise<CacheAnswer<T>>;
  /** What needs neither reading anew nor waiting, for a reader without an own write; undefined when there is no such thing. */
  peek(key: string): T | undefined;
  /** The next `get` asks the primary; what is being read at this moment is not kept. */
  purge(key: string): void;
};

type Purge = { number: number; untilMs: number };
type Held<T> = CacheEntry<T> & { retryAtMs: number };

/** While values cannot be read anew, it is tried this often; meanwhile nobody waits for it in vain. */
const RETRY_MS = 2_000;
/** How long after a purge replicas and other caches may still hold what was purged. */
const SETTLING_MS = 60_000;
const MAX_SETTLING = 10_000;

/**
 * Least recently used values of this isolate, over an optional second cache. N parallel misses make one load. "No such
 * thing" is a value too. An error reaches everyone who waits for it and is not kept.
 */
export function createReadCache<T>(options: ReadCacheOptions<T>): ReadCache<T> {
  const { maxEntries, ages, maxAgeMs, load, second = null, now, waitUntil, followTimeoutMs = 3_500 } = options;
  const entries = new Map<string, Held<T>>(); // insertion order: the first is the least recently used
  const settling = new Map<string, Purge>();
  let purges = 0;
  const loads = createSharedLoads<CacheEntry<T>>({ waitUntil, followTimeoutMs });

  const ageOf = (entry: CacheEntry<T>) => Math.max(0, now() - entry.readAtMs);

  function keep(key: string, entry: CacheEntry<T>): void {
    const kept = entries.get(key);
    if (kept && kept.index > entry.index && kept.readAtMs >= entry.readAtMs) return; // overtaken on the way
    entries.delete(key);
    entries.set(key, { ...entry, retryAtMs: Number.NEGATIVE_INFINITY });
    const oldest = entries.keys().next().value;
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
  }

  async function obtain(key: string, minIndex: number): Promise<CacheEntry<T>> {
    const purge = settling.get(key);
    const fromPrimary = purge !== undefined && purge.untilMs > now();
    const shared = second && !fromPrimary ? await second.get(key) : null;
    if (shared && shared.index >= minIndex && ageOf(shared) < ages(shared.value).freshMs) {
      if (settling.get(key) === purge) keep(key, shared);
      return shared;
    }
    // Taken before the question is sent: a value is as old as the question.
    const readAtMs = now();
    const entry = { ...(await load(key, { minIndex, fromPrimary })), readAtMs };
    if (settling.get(key) !== purge) return entry; // it may have been read before the change
    keep(key, entry);
    if (second) waitUntil(second.put(key, entry, maxAgeMs));
    return entry;
  }

  /** One load for all who ask for the same. Nobody joins one that may not show the own write, or began before a purge. */
  const obtainOnce = (key: string, minIndex: number) =>
    loads.run(`${minIndex} ${settling.get(key)?.number ?? 0} ${key}`, () => obtain(key, minIndex));

  return {
    peek(key) {
      const entry = entries.get(key);
      if (!entry || ageOf(entry) >= ages(entry.value).freshMs) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    async get(key, minIndex) {
      const entry = entries.get(key);
      if (!entry || ageOf(entry) >= maxAgeMs) return { value: (await obtainOnce(key, minIndex)).value, staleMs: null };
      const { freshMs, revalidateMs } = ages(entry.value);
      if (entry.index >= minIndex && ageOf(entry) < revalidateMs) {
        entries.delete(key);
        entries.set(key, entry);
        if (ageOf(entry) >= freshMs) waitUntil(obtainOnce(key, 0).catch(() => undefined));
        return { value: entry.value, staleMs: null };
      }
      if (now() < entry.retryAtMs) return { value: entry.value, staleMs: ageOf(entry) };
      try {
        return { value: (await obtainOnce(key, minIndex)).value, staleMs: null };
      } catch (error) {
        // Purged or grown too old while it was tried.
        if (entries.get(key) !== entry || ageOf(entry) >= maxAgeMs) throw error;
        entry.retryAtMs = now() + RETRY_MS;
        return { value: entry.value, staleMs: ageOf(entry) };
      }
    },
    purge(key) {
      purges += 1;
      entries.delete(key);
      settling.delete(key);
      settling.set(key, { number: purges, untilMs: now() + SETTLING_MS });
      const oldest = settling.keys().next().value;
      if (settling.size > MAX_SETTLING && oldest !== undefined) settling.delete(oldest);
      if (second) waitUntil(second.remove(key));
    },
  };
}
