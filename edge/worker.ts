import { waitUntil } from 'cloudflare:workers';
import { createInternalSigner } from '../shared/internal-signature.ts';
import { createSessionIds } from '../shared/session-ids.ts';
import { importPlaybackKeys } from '../shared/tokens/playback-keys.ts';
import { createApp, type EdgeApp } from './app.ts';
import { createCloudflareSecondCache } from './cache/cloudflare-second-cache.ts';
import { createChangeFeed } from './changes/change-feed.ts';
import { createFetchChanges } from './changes/fetch-changes.ts';
import { createCommentReader } from './comments/comment-reader.ts';
import { createCommentStore } from './comments/store.ts';
import { type Bindings, parseConfig } from './config.ts';
import { createRateCounters } from './gateway/rate-counters.ts';
import { createCachedStore } from './media/cached-store.ts';
import { cacheApiWorks, createCloudflareCache } from './media/cloudflare-cache.ts';
import { createFallbackStore, reasonOf } from './media/fallback-store.ts';
import { createMemoryCache } from './media/memory-cache.ts';
import { createOriginStore } from './media/origin-store.ts';
import { createR2Store } from './media/r2-store.ts';
import { createUnbrokenStore } from './media/unbroken-store.ts';
import { createCatalogue } from './metadata/catalogue.ts';
import { createConsistency } from './metadata/consistency.ts';
import { openDatabase } from './metadata/database.ts';
import { createVideoStore } from './metadata/store.ts';
import { createSitemapStore } from './pages/about-site/store.ts';
import { createListStore } from './pages/browse/store.ts';
import { createKeyHolderReader } from './playback/read-key-holder.ts';
import { createViewerReader } from './playback/read-viewer.ts';
import { createResumePositions } from './playback/resume-positions.ts';
import { createSigningKeys } from './playback/signing-keys.ts';
import { createDurableRooms } from './realtime/durable-rooms.ts';
import type { RoomShard } from './realtime/room-shard.ts';
import type { VideoRoom } from './realtime/video-room.ts';
import { createDurableViewBuffers } from './views/durable-view-buffers.ts';
import type { ViewBuffer } from './views/view-buffer.ts';
import { createViewTags } from './views/view-tags.ts';

export { RoomShard } from './realtime/room-shard.ts';
export { VideoRoom } from './realtime/video-room.ts';
export { ViewBuffer } from './views/view-buffer.ts';

type WorkerBindings = Bindings & {
  /** Absent in plain workerd, where media comes from origin over HTTP. */
  readonly MEDIA?: R2Bucket;
  readonly ROOMS: DurableObjectNamespace<VideoRoom>;
  readonly ROOM_SHARDS: DurableObjectNamespace<RoomShard>;
  readonly VIEW_BUFFERS: DurableObjectNamespace<ViewBuffer>;
  readonly ASSETS: Fetcher;
  /** Cloudflare's rate limits, one for each policy that wrangler.toml declares. */
  readonly [name: `RATE_${string}`]: RateLimit | undefined;
};

/** About 10 MB of counters. */
const COUNTED_SUBJECTS = 50_000;
const MEMORY_CACHE_BYTES = 64 * 1024 * 1024;

/** Built by the first request and kept for the isolate's life: global scope may do no I/O. */
let app: EdgeApp | undefined;

async function buildApp(bindings: WorkerBindings): Promise<EdgeApp> {
  const config = parseConfig(bindings);
  const now = Date.now;
  const originStore = createOriginStore(config);
  const onFailure = (error: unknown) => logProblem(`a media store failed: ${reasonOf(error)}`);
  const store = createFallbackStore(
    bindings.MEDIA ? [createR2Store(bindings.MEDIA), originStore] : [originStore],
    onFailure,
  );
  const hasCacheApi = await cacheApiWorks(caches.default, config.publicUrl);
  const cache = hasCacheApi
    ? createCloudflareCache(caches.default, config.publicUrl, now)
    : createMemoryCache({ maxBytes: MEMORY_CACHE_BYTES, now });
  const feed = createChangeFeed({
    fetchChanges: createFetchChanges(config),
    onFailure: (error) => logProblem(`the change feed cannot be read: ${error}`),
    now,
    waitUntil,
  });
  const database = openDatabase({
    primary: { url: config.databaseUrl, token: config.databaseToken },
    replica: config.databaseReplica,
    maxStreams: config.databaseStreams,
    now,
  });
  const catalogue = createCatalogue({
    store: createVideoStore(database),
    hearsChanges: () => !feed.isBlind(),
    secondCacheOf: hasCacheApi ? (kind) => createCloudflareSecondCache(caches.default, config.publicUrl, kind) : null,
    now,
    waitUntil,
  });
  feed.onVideoChanged(catalogue.purge);
  return createApp({
    config,
    keys: await importPlaybackKeys(config.playbackKeys, feed.revocations.isKeyRevoked),
    readViewer: createViewerReader({
      keys: createSigningKeys({ jwksUrl: `${config.originUrl}/api/v1/auth/jwks`, now, waitUntil }),
      readKeyHolder: createKeyHolderReader({ ...config, now }),
      issuer: config.publicUrl,
      isSuspended: feed.revocations.isSuspended,
      now,
    }),
    feed,
    catalogue,
    lists: createListStore(database),
    sitemaps: createSitemapStore(database),
    packsAnswers: !hasCacheApi, // Cloudflare does
    resumePositions: createResumePositions(database),
    comments: createCommentReader({ store: createCommentStore(database), now, waitUntil }),
    consistency: await createConsistency({ internalKey: config.internalKey, now }),
    media: createCachedStore({ store, streamed: createUnbrokenStore(store), cache, waitUntil }),
    rooms: createDurableRooms(bindings.ROOMS, bindings.ROOM_SHARDS),
    roomSigner: await createInternalSigner(config.internalKey, 'rooms'),
    sessionIds: await createSessionIds(config.internalKey),
    viewBuffers: createDurableViewBuffers(bindings.VIEW_BUFFERS),
    viewTags: await createViewTags(config.internalKey),
    rates: {
      policies: config.ratePolicies,
      counters: createRateCounters({ now, maxSubjects: COUNTED_SUBJECTS }),
      shared: (name) => bindings[`RATE_${name.toUpperCase().replaceAll('-', '_')}`],
    },
    fetchAsset: (request) => bindings.ASSETS.fetch(request),
    now,
    waitUntil,
  });
}

function logProblem(message: string): void {
  console.error(JSON.stringify({ level: 'error', service: 'edge', message }));
}

async function firstAnswer(request: Request, bindings: WorkerBindings, context: ExecutionContext): Promise<Response> {
  try {
    app ??= await buildApp(bindings);
  } catch (error) {
    // Names what is missing, never a value. Nothing is served until it is put right.
    logProblem(String(error));
    return Response.json(
      { error: { code: 'unavailable', message: 'the edge is misconfigured; its log says how' } },
      { status: 503, headers: { 'retry-after': '10' } },
    );
  }
  return app.fetch(request, bindings, context);
}

export default {
  fetch: (request, bindings, context) =>
    app?.fetch(request, bindings, context) ?? firstAnswer(request, bindings, context),
} satisfies ExportedHandler<WorkerBindings>;
