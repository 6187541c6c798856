import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { orAborted } from '../run/or-aborted.ts';
import { makeWorkDir } from '../run/work-dir.ts';
import { openDownload, type RangedDownload } from './ranged-download.ts';

/** An original that is still on its way. */
export type Arriving = Pick<RangedDownload, 'sizeBytes' | 'read' | 'hold'>;

/** An original, until `release`. */
export type Source = {
  /** The original as a local file, once all of it is here. Throws the signal's reason. */
  whole(): Promise<string>;
  /** What can be read before that; `null` when all was here already. */
  arriving: Arriving | null;
  release(): Promise<void>;
};

export type SourceCache = {
  /** Bytes of scratch space that acquiring `key` takes: none when it is here already. */
  missingBytes(key: string, sizeBytes: number): number;
  /** Throws `not_found`, and the signal's reason. */
  acquire(key: string, signal: AbortSignal): Promise<Source>;
  /** Removes everything. Only when nothing is acquired any more. */
  close(): Promise<void>;
};

type Entry = { path: string; users: number; opening: Promise<RangedDownload>; download: RangedDownload | null };

/**
 * One download per original, however many jobs of this process want it; a store on this disk needs none. An original
 * nobody uses stays, whole or not, while all such together take no more than `maxIdleBytes`, the longest unused going
 * first.
 */
export function createSourceCache(options: {
  store: Pick<ObjectStore, 'localPath' | 'head' | 'get'>;
  workRoot: string;
  maxIdleBytes: number;
}): SourceCache {
  const { store } = options;
  // In the order of last use.
  const entries = new Map<string, Entry>();
  let dir: Promise<string> | undefined;
  let count = 0;

  const forget = async (key: string, entry: Entry): Promise<void> => {
    if (entries.get(key) === entry) entries.delete(key);
    if (entry.users > 0) return;
    entry.download?.close();
    await rm(entry.path, { force: true });
  };

  const begin = (key: string): Entry => {
    const name = String(count++);
    const open = async () => {
      dir ??= makeWorkDir(options.workRoot);
      entry.path = join(await dir, name);
      const download = await openDownload(store, key, entry.path);
      entry.download = download;
      download.whole().catch(() => forget(key, entry));
      return download;
    };
    const entry: Entry = { path: '', users: 0, opening: Promise.resolve().then(open), download: null };
    entry.opening.catch(() => forget(key, entry));
    entries.set(key, entry);
    return entry;
  };

  const release = async (key: string, entry: Entry): Promise<void> => {
    entry.users--;
    if (entry.users > 0) return;
    entry.download?.pause();
    if (entries.get(key) !== entry) await forget(key, entry);
    const idle = [...entries].filter(([, { users, download }]) => users === 0 && download !== null);
    let idleBytes = idle.reduce((total, [, { download }]) => total + (download?.sizeBytes ?? 0), 0);
    for (const [idleKey, each] of idle) {
      if (idleBytes <= options.maxIdleBytes) return;
      idleBytes -= each.download?.sizeBytes ?? 0;
      await forget(idleKey, each);
    }
  };

  return {
    missingBytes(key, sizeBytes) {
      const entry = entries.get(key);
      // Who uses it already has set the space aside.
      const isCounted = entry !== undefined && (entry.users > 0 || entry.download?.isWhole());
      return store.localPath(key) === null && !isCounted ? sizeBytes : 0;
    },
    async acquire(key, signal) {
      signal.throwIfAborted();
      const local = store.localPath(key);
      if (local !== null) return { whole: async () => local, arriving: null, release: async () => {} };
      const entry = entries.get(key) ?? begin(key);
      entries.delete(key);
      entries.set(key, entry);
      entry.users++;
      let isReleased = false;
      const releaseOnce = async () => {
        if (isReleased) return;
        isReleased = true;
        await release(key, entry);
      };
      try {
        const download = await orAborted(entry.opening, signal);
        download.resume();
        return {
          arriving: download.isWhole()
            ? null
            : {
                sizeBytes: download.sizeBytes,
                hold: download.hold,
                read: (start, lengthBytes) => orAborted(download.read(start, lengthBytes), signal),
              },
          async whole() {
            await orAborted(download.whole(), signal);
            return entry.path;
          },
          release: releaseOnce,
        };
      } catch (error) {
        await releaseOnce();
        throw error;
      }
    },
    async close() {
      await Promise.allSettled([...entries.values()].map(({ opening }) => opening));
      await Promise.all([...entries].map(([key, entry]) => forget(key, entry)));
      if (dir) await rm(await dir, { recursive: true, force: true });
    },
  };
}
