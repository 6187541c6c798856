import { openDatabase } from '../platform/database.ts';
import { createKeyedLock } from '../platform/keyed-lock.ts';
import type { Log } from '../platform/log.ts';
import { createObjectStore } from '../platform/object-store/from-config.ts';
import { connectRedis } from '../platform/redis.ts';
import { createAccessTokens } from './accounts/access-tokens.ts';
import { createAuth } from './accounts/auth.ts';
import { createAccountStore } from './accounts/store.ts';
import { createTranscodeJobs } from './adapters/bullmq-jobs.ts';
import { receiveTranscodeResults } from './adapters/bullmq-results.ts';
import { repeat } from './adapters/repeat.ts';
import { createProgressReader, resetProgress } from './adapters/transcode-progress.ts';
import { withDeadline } from './adapters/with-deadline.ts';
import { createApp } from './app.ts';
import type { OriginConfig } from './config.ts';
import { relayOutbox } from './outbox/relay.ts';
import { createOutboxStore } from './outbox/store.ts';
import { reconcileProcessing } from './transcode-results/reconcile-processing.ts';
import { createTranscodeResultStore } from './transcode-results/store.ts';
import { expireUploads } from './uploads/expire-uploads.ts';
import { createUploadStore } from './uploads/store.ts';

const minuteMs = 60_000;
/** Long enough to look into what happened to a video. */
const keepRelayedForMs = 7 * 24 * 60 * minuteMs;

export type Origin = {
  /** Where it listens. */
  url: string;
  app: ReturnType<typeof createApp>;
  /** Lets running requests and rounds finish, then closes every connection. */
  stop(): Promise<void>;
};

/** Starts the service: the HTTP side and the rounds that run beside it. The database must be migrated. */
export async function startOrigin(config: OriginConfig, log: Log): Promise<Origin> {
  const clock = () => new Date();
  const publicUrl = config.KINORA_PUBLIC_URL.replace(/\/+$/, '');
  const database = openDatabase({
    url: config.KINORA_DATABASE_URL,
    ...(config.KINORA_DATABASE_TOKEN === undefined ? {} : { token: config.KINORA_DATABASE_TOKEN }),
  });
  const { db } = database;
  const redis = connectRedis(config.KINORA_REDIS_URL);
  const blockingRedis = connectRedis(config.KINORA_REDIS_URL, {
    forBullmq: true,
    onError: reportOnce(log, 'connecting to Redis'),
  });
  const objects = createObjectStore(config.storage);
  const jobs = createTranscodeJobs(redis);
  const auth = createAuth({ db, publicUrl, secret: config.KINORA_AUTH_SECRET, log });
  const accessTokens = createAccessTokens({
    auth,
    issuer: publicUrl,
    ttlSec: config.KINORA_ACCESS_TOKEN_TTL_SECONDS,
    clock,
  });
  await accessTokens.prepare();

  const outbox = createOutboxStore(db);
  const transcodeResults = createTranscodeResultStore(db);
  const every = (intervalMs: number, what: string, round: () => Promise<unknown>) => {
    const report = reportOnce(log, what);
    return repeat(round, { intervalMs, onOutcome: report });
  };

  const relay = every(1_000, 'relaying jobs', () => relayOutbox({ store: outbox, jobs, clock }));
  const results = receiveTranscodeResults({
    redis,
    blocking: blockingRedis,
    log,
    apply: (result) => transcodeResults.applyResult(result, clock()),
  });
  const uploadDeps = {
    store: createUploadStore(db),
    objects,
    limits: {
      uploadsPerHour: config.KINORA_UPLOADS_PER_HOUR,
      maxUploadBytes: config.KINORA_MAX_UPLOAD_BYTES,
      uploadTtlMs: config.KINORA_UPLOAD_TTL_HOURS * 60 * minuteMs,
      partUrlTtlSec: config.KINORA_PART_URL_TTL_SECONDS,
    },
    clock,
    log,
    wakeRelay: relay.wake,
    exclusively: createKeyedLock(),
  };
  const rounds = [
    relay,
    every(minuteMs, 'reconciling videos with their jobs', () =>
      reconcileProcessing({ store: transcodeResults, outbox, jobs, results, clock, log, wakeRelay: relay.wake }),
    ),
    every(5 * minuteMs, 'expiring uploads', () => expireUploads(uploadDeps)),
    every(60 * minuteMs, 'deleting old rows', async () => {
      await createAccountStore(db).deleteExpiredSessions(clock());
      await outbox.deleteRelayedBefore(new Date(clock().getTime() - keepRelayedForMs));
    }),
  ];

  const closing = new AbortController();
  const app = createApp({
    ...uploadDeps,
    publicUrl,
    internalKey: config.KINORA_INTERNAL_KEY,
    assetsDir: config.KINORA_ASSETS_DIR ?? null,
    db,
    redis,
    auth,
    accessTokens,
    readProgress: createProgressReader(redis, jobs),
    processing: {
      outbox,
      results: transcodeResults,
      jobs,
      pendingResults: results.pendingCount,
      resetProgress: (videoId) => resetProgress(redis, videoId),
    },
    closing: closing.signal,
  });
  const server = Bun.serve({
    hostname: config.KINORA_HOST,
    port: config.KINORA_ORIGIN_PORT,
    // Completing a large upload hashes it before the first byte of the answer.
    idleTimeout: 255,
    fetch: (request) => app.fetch(request),
  });

  return {
    url: server.url.origin,
    app,
    async stop() {
      closing.abort();
      await server.stop();
      await Promise.all(rounds.map((round) => round.stop()));
      // BullMQ says goodbye to Redis, and would wait for one that is gone.
      await withDeadline(Promise.all([results.close(), jobs.close()]), 2_000, 'Redis').catch(() => {});
      redis.disconnect();
      blockingRedis.disconnect();
      database.close();
    },
  };
}

/** Logs the first of a row of failures and the recovery after it. */
function reportOnce(log: Log, what: string): (error: unknown) => void {
  let isFailing = false;
  return (error) => {
    if (error !== null && !isFailing) log.warn({ err: error }, `${what}: failed; trying again`);
    if (error === null && isFailing) log.info(`${what}: works again`);
    isFailing = error !== null;
  };
}
