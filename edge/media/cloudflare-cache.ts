import type { MediaCache } from './media-store.ts';

const KEPT_UNTIL = 'x-kinora-kept-until';

/** Cloudflare's Cache API: one copy per data centre. Keys become URLs below `baseUrl` that no route serves. */
export function createCloudflareCache(cache: Cache, baseUrl: string, now: () => number): MediaCache {
  const urlOf = (key: string) => `${baseUrl}/.media-cache/${key}`;
  return {
    async get(key) {
      const hit = await cache.match(urlOf(key)).catch(() => undefined);
      const sizeBytes = Number(hit?.headers.get('content-length') ?? Number.NaN);
      if (!hit?.body || !Number.isSafeInteger(sizeBytes)) return null;
      const keptUntilMs = Number(hit.headers.get(KEPT_UNTIL) ?? 0);
      return { sizeBytes, etag: hit.headers.get('etag') ?? '""', body: hit.body, keptUntilMs };
    },
    async put(key, { etag, bytes }, maxAgeSec) {
      const headers = {
        ...{ etag, 'content-length': `${bytes.length}`, 'cache-control': `public, max-age=${maxAgeSec}` },
        [KEPT_UNTIL]: `${now() + maxAgeSec * 1000}`,
      };
      await cache.put(urlOf(key), new Response(bytes, { headers })).catch(() => undefined);
    },
  };
}

/** Plain workerd has a `caches.default` that throws "No Cache was configured" on every use. */
export async function cacheApiWorks(cache: Cache, baseUrl: string): Promise<boolean> {
  try {
    await cache.match(`${baseUrl}/.media-cache/probe`);
    return true;
  } catch {
    return false;
  }
}
