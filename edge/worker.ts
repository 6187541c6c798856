import { waitUntil } from 'cloudflare:workers';
import { importPlaybackKeys } from '../shared/tokens/playback-keys.ts';
import { createApp, type EdgeApp } from './app.ts';
import { type Bindings, parseConfig } from './config.ts';
import { createCachedStore } from './media/cached-store.ts';
import { cacheApiWorks, createCloudflareCache } from './media/cloudflare-cache.ts';
import { createMemoryCache } from './media/memory-cache.ts';
import { createOriginStore } from './media/origin-store.ts';
import { createR2Store } from './media/r2-store.ts';
import { createCatalogue } from './metadata/catalogue.ts';
import { openDatabase } from './metadata/database.ts';
import { createVideoStore } from './metadata/store.ts';
import { createSigningKeys } from './playback/signing-keys.ts';

export { VideoRoom } from './realtime/video-room.ts';

type WorkerBindings = Bindings & {
  /** Absent in plain workerd, where media comes from origin over HTTP. */
  readonly MEDIA?: R2Bucket;
  readonly ROOMS: DurableObjectNamespace;
  readonly ASSETS: Fetcher;
};

const MEMORY_CACHE_BYTES = 64 * 1024 * 1024;

/** Built by the first request and kept for the isolate's life: global scope may do no I/O. */
let app: EdgeApp | undefined;

async function buildApp(bindings: WorkerBindings): Promise<EdgeApp> {
  const config = parseConfig(bindings);
  const now = Date.now;
  const store = bindings.MEDIA ? createR2Store(bindings.MEDIA) : createOriginStore(config);
  const cache = (await cacheApiWorks(caches.default, config.publicUrl))
    ? createCloudflareCache(caches.default, config.publicUrl)
    : createMemoryCache({ maxBytes: MEMORY_CACHE_BYTES, now });
  return createApp({
    config,
    keys: await importPlaybackKeys(config.playbackKeys),
    signingKeys: createSigningKeys({ jwksUrl: `${config.originUrl}/api/v1/auth/jwks`, now }),
    catalogue: createCatalogue({
      store: createVideoStore(openDatabase({ url: config.databaseUrl, token: config.databaseToken })),
      now,
      waitUntil,
    }),
    media: createCachedStore({ store, cache, waitUntil }),
    rooms: { get: (videoId) => bindings.ROOMS.get(bindings.ROOMS.idFromName(videoId)) },
    fetchAsset: (request) => bindings.ASSETS.fetch(request),
    now,
  });
}

export default {
  async fetch(request, bindings, context) {
    try {
      app ??= await buildApp(bindings);
    } catch (error) {
      // Names what is missing, never a value. Nothing is served until it is put right.
      console.error(JSON.stringify({ level: 'error', service: 'edge', message: String(error) }));
      return Response.json(
        { error: { code: 'unavailable', message: 'the edge is misconfigured; its log says how' } },
        { status: 503, headers: { 'retry-after': '10' } },
      );
    }
    return app.fetch(request, bindings, context);
  },
} satisfies ExportedHandler<WorkerBindings>;
