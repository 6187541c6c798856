import type { CacheEntry, SecondCache } from './read-cache.ts';

/** Values as JSON in Cloudflare's Cache API: one copy per data centre. Keys become URLs that no route serves. */
export function createCloudflareSecondCache<T>(cache: Cache, baseUrl: string, kind: string): SecondCache<T> {
  const urlOf = (key: string) => `${baseUrl}/.metadata-cache/${kind}/${encodeURIComponent(key)}`;
  return {
    async get(key) {
      try {
        const hit = await cache.match(urlOf(key));
        return hit ? await hit.json<CacheEntry<T>>() : null; // nobody else writes below that path
      } catch {
        return null;
      }
    },
    async put(key, entry, maxAgeMs) {
      const headers = { 'content-type': 'application/json', 'cache-control': `public, max-age=${maxAgeMs / 1000}` };
      await cache.put(urlOf(key), new Response(JSON.stringify(entry), { headers })).catch(() => undefined);
    },
    async remove(key) {
      await cache.delete(urlOf(key)).catch(() => false);
    },
  };
}
