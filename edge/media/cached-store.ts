import { AppError } from '../../shared/errors.ts';
import { isManifest } from '../../shared/media/content-types.ts';
import { createSharedLoads } from '../cache/shared-loads.ts';
import { resolveRange } from './byte-range.ts';
import type { CachedMedia, MediaCache, MediaRead, MediaStore, OpenedMedia } from './media-store.ts';

/** Above this an object is streamed and never held: segments, manifests and images are below it. */
const MAX_CACHED_BYTES = 8 * 1024 * 1024;
/** A playlist of a video still being encoded grows, so it may be this old and no older. */
export const MANIFEST_MAX_AGE_SEC = 2;
export const IMMUTABLE_MAX_AGE_SEC = 31_536_000;
const FOLLOW_TIMEOUT_MS = 5_000;

export type CachedStoreOptions = {
  store: MediaStore;
  /** The same objects, for what is passed on as it comes: large ones and ranges. */
  streamed?: MediaStore;
  cache: MediaCache;
  /** Keeps a load alive when the viewer who started it leaves while others wait for it. */
  waitUntil: (work: Promise<unknown>) => void;
};

type Loaded = { etag: string; bytes: Uint8Array<ArrayBuffer> } | 'missing' | 'too-large';

/**
 * A store whose small objects are read once for everybody: from the cache, or by one shared load.
 * Ranged misses pass through, since players ask for whole segments.
 */
export function createCachedStore({ store, streamed = store, cache, waitUntil }: CachedStoreOptions): MediaStore {
  const loads = createSharedLoads<Loaded>({ waitUntil, followTimeoutMs: FOLLOW_TIMEOUT_MS });

  async function load(key: string): Promise<Loaded> {
    let opened = await store.open(key, { range: null, headOnly: false });
    for (;;) {
      if (!opened?.body) return 'missing';
      if (opened.sizeBytes > MAX_CACHED_BYTES) {
        if (opened.body instanceof ReadableStream) await opened.body.cancel();
        return 'too-large';
      }
      try {
        const object = { etag: opened.etag, bytes: await readWhole(opened.body, opened.sizeBytes) };
        waitUntil(cache.put(key, object, isManifest(key) ? MANIFEST_MAX_AGE_SEC : IMMUTABLE_MAX_AGE_SEC));
        return object;
      } catch (error) {
        // Nothing has left yet: another store gives all of it, so that no answer is made of two copies.
        const other = await opened.elsewhere?.(error);
        if (!other) throw error;
        opened = other;
      }
    }
  }

  return {
    async open(key, read) {
      const cached = await cache.get(key);
      if (cached) return cut(cached, read);
      if (read.headOnly || read.range) return streamed.open(key, read);
      const loaded = await loads.run(key, () => load(key));
      if (loaded === 'missing') return null;
      if (loaded === 'too-large') return streamed.open(key, read);
      return { sizeBytes: loaded.bytes.length, etag: loaded.etag, part: null, body: loaded.bytes };
    },
  };
}

/** All bytes, or `unavailable`: half an object must not be kept for a year. */
async function readWhole(body: NonNullable<OpenedMedia['body']>, sizeBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const broken = (cause: unknown) =>
    new AppError('unavailable', 'the media store broke off', { headers: { 'retry-after': '1' }, cause });
  const bytes =
    body instanceof ReadableStream
      ? await new Response(body).arrayBuffer().then(
          (buffer) => new Uint8Array(buffer),
          (error: unknown) => {
            throw broken(error);
          },
        )
      : body;
  if (bytes.length !== sizeBytes) throw broken(new Error(`${bytes.length} bytes came of ${sizeBytes}`));
  return bytes;
}

/** The asked part of a whole cached object. */
async function cut(cached: CachedMedia, { range, headOnly }: MediaRead): Promise<OpenedMedia> {
  const { sizeBytes, etag, body, keptUntilMs } = cached;
  const part = range && !headOnly ? resolveRange(range, sizeBytes) : null;
  if (headOnly || (range && !part)) {
    if (body instanceof ReadableStream) await body.cancel();
    return { sizeBytes, etag, part: headOnly ? null : 'unsatisfiable', body: null };
  }
  if (!part) return { sizeBytes, etag, part: null, body, keptUntilMs };
  const bytes = body instanceof ReadableStream ? new Uint8Array(await new Response(body).arrayBuffer()) : body;
  return { sizeBytes, etag, part, body: bytes.subarray(part.start, part.end + 1) };
}
