import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { makeWorkDir } from '../run/work-dir.ts';

/** An original as a local file, until `release`. */
export type Source = { path: string; release(): Promise<void> };

export type SourceCache = {
  /** Bytes of scratch space that acquiring `key` takes: none when it is here already. */
  missingBytes(key: string, sizeBytes: number): number;
  /** Throws `not_found`, and the signal's reason. */
  acquire(key: string, signal: AbortSignal): Promise<Source>;
  /** Removes everything. Only when nothing is acquired any more. */
  close(): Promise<void>;
};

type Entry = {
  path: string;
  users: number;
  /** Stops the download once nobody waits for it any more. */
  stop: AbortController;
  arrived: Promise<void>;
  sizeBytes: number;
};

/**
 * One download per original, however many jobs of this process want it; a store on this disk needs none. An original
 * nobody uses stays while all such together take no more than `maxIdleBytes`, the longest unused going first.
 */
export function createSourceCache(options: {
  store: Pick<ObjectStore, 'localPath' | 'downloadTo'>;
  workRoot: string;
  maxIdleBytes: number;
}): SourceCache {
  const { store } = options;
  // In the order of last use.
  const entries = new Map<string, Entry>();
  let dir: Promise<string> | undefined;
  let count = 0;

  const download = (key: string): Entry => {
    const name = String(count++);
    const stop = new AbortController();
    const entry: Entry = { path: '', users: 0, stop, arrived: Promise.resolve(), sizeBytes: 0 };
    entry.arrived = (async () => {
      dir ??= makeWorkDir(options.workRoot);
      entry.path = join(await dir, name);
      await store.downloadTo(key, entry.path, { signal: stop.signal });
      entry.sizeBytes = (await stat(entry.path)).size;
    })();
    entry.arrived.catch(() => entries.get(key) === entry && entries.delete(key));
    entries.set(key, entry);
    return entry;
  };

  const evict = async (): Promise<void> => {
    const idle = [...entries].filter(([, entry]) => entry.users === 0);
    let idleBytes = idle.reduce((total, [, entry]) => total + entry.sizeBytes, 0);
    for (const [key, entry] of idle) {
      if (idleBytes <= options.maxIdleBytes) return;
      idleBytes -= entry.sizeBytes;
      entries.delete(key);
      await rm(entry.path, { force: true });
    }
  };

  const release = async (key: string, entry: Entry): Promise<void> => {
    entry.users--;
    if (entry.users > 0) return;
    if (entry.sizeBytes === 0) {
      entry.stop.abort(new Error('nobody waits for this original any more'));
      if (entries.get(key) === entry) entries.delete(key);
      await entry.arrived.catch(() => {});
      await rm(entry.path, { force: true });
    }
    await evict();
  };

  return {
    missingBytes: (key, sizeBytes) => (store.localPath(key) === null && !entries.has(key) ? sizeBytes : 0),
    async acquire(key, signal) {
      signal.throwIfAborted();
      const local = store.localPath(key);
      if (local !== null) return { path: local, release: async () => {} };
      const entry = entries.get(key) ?? download(key);
      entries.delete(key);
      entries.set(key, entry);
      entry.users++;
      const aborted = Promise.withResolvers<never>();
      const onAbort = () => aborted.reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        await Promise.race([entry.arrived, aborted.promise]);
      } catch (error) {
        await release(key, entry);
        throw error;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
      let isReleased = false;
      return {
        path: entry.path,
        async release() {
          if (!isReleased) await release(key, entry);
          isReleased = true;
        },
      };
    },
    async close() {
      for (const entry of entries.values()) entry.stop.abort(new Error('the source cache is closing'));
      await Promise.allSettled([...entries.values()].map((entry) => entry.arrived));
      entries.clear();
      if (dir) await rm(await dir, { recursive: true, force: true });
    },
  };
}
