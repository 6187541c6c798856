import { openDatabase } from '../platform/database.ts';
import { createKeyedLock } from '../platform/keyed-lock.ts';
import type { Log } from '../platform/log.ts';
import { createObjectStore } from '../platform/object-store/from-config.ts';
import { connectRedis } from '../platform/redis.ts';
import { newId } from '../shared/ids.ts';
import { createBreachList } from './accounts/abuse/breached-passwords.ts';
import { createAccessTokens } from './accounts/access-tokens.ts';
import { createAuth } from './accounts/auth.ts';
import { createLinkStore } from './accounts/links/store.ts';
import { createAccountStore } from './accounts/store.ts';
import { createTranscodeJobs } from './adapters/bullmq-jobs.ts';
import { receiveTranscodeResults } from './adapters/bullmq-results.ts';
import { createRedisAttempts } from './adapters/redis-attempts.ts';
import { repeat } from './adapters/repeat.ts';
import { createProgressReader, resetProgress } from './adapters/transcode-progress.ts';
import { withDeadline } from './adapters/with-deadline.ts';
import { createApp } from './app.ts';
import { keptRevocationsMs } from './changes/read-changes.ts';
import { createChangeStore } from './changes/store.ts';
import { createChannelStore } from './channels/store.ts';
import { reconcileCodecs } from './codecs/reconcile-codecs.ts';
import { createCodecStore } from './codecs/store.ts';
import type { OriginConfig } from './config.ts';
import { createIdempotencyStore } from './http/idempotency/store.ts';
import { createLeaseStore } from './leases/store.ts';
import { unlessLeased } from './leases/with-lease.ts';
import { openMail } from './mail/open-mail.ts';
import { createClamdScanner } from './malware/clamd-scanner.ts';
import { reportScans } from './malware/report-scans.ts';
import { scanOriginals } from './malware/scan-originals.ts';
import { addScan, createMalwareStore } from './malware/store.ts';
import { relayOutbox } from './outbox/relay.ts';
import { addTranscodeJob, createOutboxStore } from './outbox/store.ts';
import { createPublishToRoom } from './realtime/publish-to-room.ts';
import { relayRoomMessages } from './realtime/relay-room-messages.ts';
import { createRoomMessageStore } from './realtime/store.ts';
import { purgeVideos } from './storage-care/purge-videos.ts';
import { reconcileStorage } from './storage-care/reconcile-storage.ts';
import { retireOriginals } from './storage-care/retire-originals.ts';
import { reconcileLease } from './storage-care/routes.ts';
import { createStorageCareStore } from './storage-care/store.ts';
import { reconcileProcessing } from './transcode-results/reconcile-processing.ts';
import { createTranscodeResultStore } from './transcode-results/store.ts';
import { expireUploads } from './uploads/expire-uploads.ts';
import { createUploadStore } from './uploads/store.ts';

const minuteMs = 60_000;
/** Long enough to look into what happened to a video. */
const keepRelayedForMs = 7 * 24 * 60 * minuteMs;
const keepMailsForMs = 7 * 24 * 60 * minuteMs;

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

  const closing = new AbortController();
  const malware = config.KINORA_CLAMAV
    ? { store: createMalwareStore(db), scanner: createClamdScanner(config.KINORA_CLAMAV) }
    : null;
  const queueOriginal = malware ? addScan : addTranscodeJob;
  const readProgress = createProgressReader(redis, jobs);
  const outbox = createOutboxStore(db);
  const transcodeResults = createTranscodeResultStore(db);
  const every = (intervalMs: number, what: string, round: () => Promise<unknown>) => {
    const report = reportOnce(log, what);
    return repeat(round, { intervalMs, onOutcome: report });
  };

  const relay = every(1_000, 'relaying jobs', () => relayOutbox({ store: outbox, jobs, clock }));
  const roomMessages = createRoomMessageStore(db);
  const publish = createPublishToRoom({
    edgeUrl: (config.KINORA_EDGE_URL ?? publicUrl).replace(/\/+$/, ''),
    internalKey: config.KINORA_INTERNAL_KEY,
    clock,
  });
  const rooms = every(1_000, 'telling rooms', () => relayRoomMessages({ store: roomMessages, publish, clock }));
  const results = receiveTranscodeResults({
    redis,
    blocking: blockingRedis,
    log,
    apply: (result) => transcodeResults.applyResult(result, clock()),
  });
  const leaseDeps = { leases: createLeaseStore(db), log, leaseTtlMs: 6_000 };
  const uploadDeps = {
    ...leaseDeps,
    store: createUploadStore(db, { queueOriginal }),
    objects,
    limits: {
      uploadsPerHour: config.KINORA_UPLOADS_PER_HOUR,
      openUploads: config.KINORA_OPEN_UPLOADS,
      maxUploadBytes: config.KINORA_MAX_UPLOAD_BYTES,
      quotaBytes: config.KINORA_QUOTA_BYTES,
      dailyBytes: config.KINORA_DAILY_QUOTA_BYTES,
      uploadTtlMs: config.KINORA_UPLOAD_TTL_HOURS * 60 * minuteMs,
      partUrlTtlSec: config.KINORA_PART_URL_TTL_SECONDS,
    },
    clock,
    wakeRelay: () => {
      relay.wake();
      scanRound?.wake();
    },
  };
  const scanRound =
    malware &&
    every(5_000, 'scanning for malware', () =>
      scanOriginals({ ...leaseDeps, ...malware, objects, clock, wakeRelay: relay.wake, closing: closing.signal }),
    );
  const storageCare = {
    store: createStorageCareStore(db),
    ...{ objects, jobs, clock, log },
    pendingResults: results.pendingCount,
    orphanAgeMs: config.KINORA_ORPHAN_AGE_HOURS * 60 * minuteMs,
    originalsKeptMs: config.KINORA_ORIGINALS_KEEP === null ? null : config.KINORA_ORIGINALS_KEEP * 24 * 60 * minuteMs,
  };
  /** A round that one origin at a time runs. */
  const everyAlone = (intervalMs: number, what: string, lease: string, round: () => Promise<unknown>) =>
    every(intervalMs, what, () => unlessLeased(leaseDeps, lease, round));
  const purge = everyAlone(5 * minuteMs, 'removing deleted videos', 'purge-videos', () => purgeVideos(storageCare));
  const mail = openMail({ config, publicUrl, db, clock, log, signal: closing.signal, repeatAlone: everyAlone });
  const rounds = [
    relay,
    ...mail.rounds,
    purge,
    everyAlone(60 * minuteMs, 'giving up originals', 'retire-originals', () => retireOriginals(storageCare)),
    everyAlone(60 * minuteMs, 'removing orphans', reconcileLease, async () => {
      // Never given back: however many origins there are and however often they start, the store is walked once a day.
      if (!(await leaseDeps.leases.acquire('orphans-of-the-day', newId(), 24 * 60 * minuteMs))) return;
      for await (const step of reconcileStorage(storageCare, { remove: true }))
        if ('summary' in step) log.info(step.summary, 'storage reconciled');
    }),
    rooms,
    ...(scanRound ? [scanRound] : []),
    every(minuteMs, 'reconciling videos with their jobs', () =>
      reconcileProcessing({ store: transcodeResults, outbox, jobs, results, clock, log, wakeRelay: relay.wake }),
    ),
    every(minuteMs, 'reconciling codecs with their jobs', () =>
      reconcileCodecs({
        store: createCodecStore(db),
        ...{ outbox, jobs, clock },
        results: transcodeResults,
        pendingResults: results.pendingCount,
      }),
    ),
    everyAlone(5 * minuteMs, 'expiring uploads', 'expire-uploads', () => expireUploads(uploadDeps)),
    every(60 * minuteMs, 'deleting old rows', async () => {
      await createAccountStore(db).deleteExpiredSessions(clock());
      await createLinkStore(db).deleteExpired(clock());
      await mail.store.deleteBefore(new Date(clock().getTime() - keepMailsForMs));
      await createChannelStore(db).deleteExpiredHandles(clock());
      await createIdempotencyStore(db).deleteExpired(clock());
      await roomMessages.deleteDeliveredBefore(new Date(clock().getTime() - 60 * minuteMs));
      await outbox.deleteRelayedBefore(new Date(clock().getTime() - keepRelayedForMs));
      await createChangeStore(db).deleteBefore(new Date(clock().getTime() - keptRevocationsMs));
    }),
  ];

  const app = createApp({
    ...uploadDeps,
    channelLimits: {
      channelsPerUser: config.KINORA_CHANNELS_PER_USER,
      oldHandleMs: config.KINORA_OLD_HANDLE_DAYS * 24 * 60 * minuteMs,
    },
    attempts: createRedisAttempts(redis),
    signInAttempts: config.KINORA_SIGN_IN_ATTEMPTS,
    isBreached: config.KINORA_BREACH_LIST_URL
      ? createBreachList({ url: config.KINORA_BREACH_LIST_URL, log })
      : async () => false,
    refuseDisposableMail: config.KINORA_REFUSE_DISPOSABLE_MAIL,
    mailer: mail.mailer,
    exclusively: createKeyedLock(),
    storageCare,
    wakePurge: purge.wake,
    publicUrl,
    internalKey: config.KINORA_INTERNAL_KEY,
    assetsDir: config.KINORA_ASSETS_DIR ?? null,
    db,
    replicationIndex: database.replicationIndex,
    redis,
    auth,
    accessTokens,
    queueOriginal,
    readProgress: malware ? reportScans(readProgress, malware.store) : readProgress,
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
    // tus may send a file in one request; routes that read bodies set limits of their own.
    maxRequestBodySize: Math.max(config.KINORA_MAX_UPLOAD_BYTES, 128 * 1024 ** 2),
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
      mail.close();
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
