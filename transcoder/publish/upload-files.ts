import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { contentTypeOf, isManifest } from '../../shared/media/content-types.ts';

/** `name` is the path below the generation; the content is a file or the bytes themselves. */
export type Upload = { name: string; content: { path: string } | { text: string } };

const parallel = 6;

function putOptions(name: string): { contentType: string; cacheControl: string } {
  // A generation's segments never change; its manifests may while it grows.
  const cacheControl = isManifest(name) ? 'public, max-age=1' : 'public, max-age=31536000, immutable';
  return { contentType: contentTypeOf(name), cacheControl };
}

/** Puts all `uploads` below `prefix`, a few at a time, in their order. Stops at the first error or when aborted. */
export async function uploadFiles(
  store: ObjectStore,
  prefix: string,
  uploads: readonly Upload[],
  options: { signal: AbortSignal; onUploaded?: (done: number) => void },
): Promise<void> {
  const waiting = uploads.values();
  let done = 0;
  let failed = false;
  const work = async () => {
    for (const { name, content } of waiting) {
      options.signal.throwIfAborted();
      if (failed) return;
      try {
        if ('path' in content) await store.putFile(prefix + name, content.path, putOptions(name));
        else await store.putBytes(prefix + name, new TextEncoder().encode(content.text), putOptions(name));
      } catch (error) {
        failed = true;
        throw error;
      }
      options.onUploaded?.(++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, uploads.length) }, work));
}
