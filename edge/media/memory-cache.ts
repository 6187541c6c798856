import type { MediaCache } from './media-store.ts';

export type MemoryCacheOptions = { maxBytes: number; now: () => number };

type Entry = { etag: string; bytes: Uint8Array<ArrayBuffer>; expiresAtMs: number };

/**
 * Least recently used objects in this isolate's memory, bounded by their bytes: plain workerd sets no
 * memory limit of its own. For runtimes without a Cache API.
 */
export function createMemoryCache({ maxBytes, now }: MemoryCacheOptions): MediaCache & { readonly heldBytes: number } {
  const entries = new Map<string, Entry>(); // a Map iterates in insertion order: the first is the oldest
  let heldBytes = 0;

  function remove(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (entry && entries.delete(key)) heldBytes -= entry.bytes.length;
    return entry;
  }

  return {
    get heldBytes() {
      return heldBytes;
    },
    async get(key) {
      const entry = entries.get(key);
      if (!entry) return null;
      if (entry.expiresAtMs <= now()) {
        remove(key);
        return null;
      }
      entries.delete(key);
      entries.set(key, entry);
      return { sizeBytes: entry.bytes.length, etag: entry.etag, body: entry.bytes, keptUntilMs: entry.expiresAtMs };
    },
    async put(key, { etag, bytes }, maxAgeSec) {
      remove(key);
      if (bytes.length > maxBytes) return;
      entries.set(key, { etag, bytes, expiresAtMs: now() + maxAgeSec * 1000 });
      heldBytes += bytes.length;
      for (const oldest of entries.keys()) {
        if (heldBytes <= maxBytes) break;
        remove(oldest);
      }
    },
  };
}
