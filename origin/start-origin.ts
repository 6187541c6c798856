import { openDatabase } from '../platform/database.ts';
import { createJobQueues } from '../platform/job-queues.ts';
import { createKeyedLock } from '../platform/keyed-lock.ts';
import type { Log } from '../platform/log.ts';
import { createObjectStore } from '../platform/object-store/from-config.ts';
import { connectRedis } from '../platform/redis.ts';
import { createBreachList } from './accounts/abuse/breached-passwords.ts';
import { createAccessTokens } from './accounts/access-tokens.ts';
import { deriveAccountKeys } from './accounts/account-keys.ts';
import { createAuth } from './accounts/auth.ts';
import { createTranscodeJobs } from './adapters/bullmq-jobs.ts';
import { receiveTranscodeResults } from './adapters/bullmq-results.ts';
import { createRedisAttempts } from './adapters/redis-attempts.ts';
import { createNoteGist } from './adapters/redis-gists.ts';
import { createProgressReader, resetProgress } from './adapters/transcode-progress.ts';
import { withDeadline } from './adapters/with-deadline.ts';
import { createApp } from './app.ts';
import { createChain } from './audit/chain.ts';
import { createRecordAudit } from './audit/record-audit.ts';
import { reconcileCodecs } from './codecs/reconcile-codecs.ts';
import { createCodecStore } from './codecs/store.ts';
import type { OriginConfig } from './config.ts';
import { openDiscovery } from './discovery/open-discovery.ts';
import { createLeaseStore } from './leases/store.ts';
import { openMail } from './mail/open-mail.ts';
import { createClamdScanner } from './malware/clamd-scanner.ts';
import { reportScans } from './malware/report-scans.ts';
import { scanOriginals } from './malware/scan-originals.ts';
import { addScan, createMalwareStore } from './malware/store.ts';
import { createJudge } from './moderation/create-judge.ts';
import { isDecent } from './moderation/is-decent.ts';
import { notificationsQueue } from './notifications/events/notification-event.ts';
import { openDigests } from './notifications/mails/open-digests.ts';
import { openNotifications } from './notifications/open-notifications.ts';
import { sendByQueue } from './outbox/by-queue.ts';
import { relayOutbox } from './outbox/relay.ts';
import { addTranscodeJob, createOutboxStore } from './outbox/store.ts';
import { openPrivacy } from './privacy/open-privacy.ts';
import { openRooms } from './realtime/open-rooms.ts';
import { recountEverything } from './recount/recount-everything.ts';
import { createRounds } from './rounds/create-rounds.ts';
import { deleteOldRows } from './rounds/delete-old-rows.ts';
import { reportOnce } from './rounds/report-once.ts';
import { openSearch } from './search/open-search.ts';
import { searchRounds } from './search/pipeline/search-rounds.ts';
import { storageRounds } from './storage-care/storage-rounds.ts';
import { createStorageCareStore } from './storage-care/store.ts';
import { feedQueue } from './subscriptions/fan-out/feed-job.ts';
import { openSubscriptions } from './subscriptions/open-subscriptions.ts';
import { reconcileProcessing } from './transcode-results/reconcile-processing.ts';
import { createTranscodeResultStore } from './transcode-results/store.ts';
import { expireUploads } from './uploads/expire-uploads.ts';
import { createUploadStore } from './uploads/store.ts';
import { openViews } from './views/open-views.ts';

const minuteMs = 60_000;
/** What few people search for is nobody's business for longer. */
const keepAskersForMs = 30 * 24 * 60 * minuteMs;

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
  const objects = await createObjectStore(config.storage);
  const jobs = createTranscodeJobs(redis);
  const jobQueues = createJobQueues(redis);
  const auth = createAuth({ db, publicUrl, secret: config.KINORA_AUTH_SECRET, log });
  const accessTokens = createAccessTokens({
    auth,
    issuer: publicUrl,
    ttlSec: config.KINORA_ACCESS_TOKEN_TTL_SECONDS,
    clock,
  });
  await accessTokens.prepare();

  const auditChain = await createChain(config.KINORA_AUTH_SECRET);
  const recordAudit = createRecordAudit(auditChain);
  const closing = new AbortController();
  const malware = config.KINORA_CLAMAV
    ? { store: createMalwareStore(db), scanner: createClamdScanner(config.KINORA_CLAMAV) }
    : null;
  const queueOriginal = malware ? addScan : addTranscodeJob;
  const readProgress = createProgressReader(redis, jobs);
  const outbox = createOutboxStore(db);
  const transcodeResults = createTranscodeResultStore(db);
  const leaseDeps = { leases: createLeaseStore(db), log, leaseTtlMs: 6_000 };
  const repeating = createRounds(leaseDeps);
  const { every, everyAlone, onceADay } = repeating;

  const subscriptionLimits = {
    subscriptionsPerUser: config.KINORA_SUBSCRIPTIONS_PER_USER,
    fanOutMaxSubscribers: config.KINORA_FEED_FANOUT_MAX_SUBSCRIBERS,
  };
  const feeds = openSubscriptions({
    ...{ db, redis, blockingRedis, ...subscriptionLimits, every, clock, log, closing: closing.signal },
    wakeRelay: () => relay.wake(),
  });
  const mailGapMs = config.KINORA_NOTIFICATION_MAIL_MINUTES * minuteMs;
  const notifying = openNotifications({
    ...{ db, redis, blockingRedis, redisUrl: config.KINORA_REDIS_URL, clock, log },
    keepMs: config.KINORA_NOTIFICATIONS_KEEP_DAYS * 24 * 60 * minuteMs,
    mailGapMs,
  });
  const sender = sendByQueue({ [feedQueue]: feeds.jobs, [notificationsQueue]: notifying.jobs }, jobs);
  const relay = every(1_000, 'relaying jobs', () => relayOutbox({ store: outbox, jobs: sender, clock }));
  const rooms = openRooms({
    ...{ db, every, clock, internalKey: config.KINORA_INTERNAL_KEY },
    edgeUrl: (config.KINORA_EDGE_URL ?? publicUrl).replace(/\/+$/, ''),
  });
  const noteGist = createNoteGist(redis, clock);
  const { rules: moderationRules, judge } = createJudge({ db, noteGist, clock });
  const results = receiveTranscodeResults({
    redis,
    blocking: blockingRedis,
    log,
    apply: (result) => transcodeResults.applyResult(result, clock()),
  });
  const views = openViews({
    ...{ db, redis, redisUrl: config.KINORA_REDIS_URL, minWatchSec: config.KINORA_VIEW_MIN_WATCH_SEC, clock, log },
    sourceLimits: { perAddress: config.KINORA_VIEWS_PER_ADDRESS, perAccount: config.KINORA_VIEWS_PER_ACCOUNT },
    onOutcome: reportOnce(log, 'counting views'),
  });
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
  const storing = storageRounds(storageCare, repeating);
  const mail = await openMail({ config, publicUrl, db, clock, log, signal: closing.signal, repeatAlone: everyAlone });
  const digests = await openDigests({
    ...{ config, gapMs: mailGapMs, transport: mail.transport, publicUrl, db, clock, log },
    ...{ signal: closing.signal, repeatAlone: everyAlone },
  });
  const searching = await openSearch({
    ...{ config, db, objects, log, clock },
    isDecent: (text) => isDecent(moderationRules, text),
  });
  const discovery = await openDiscovery({ config, db, clock, closing: closing.signal });
  const privacy = await openPrivacy({
    ...{ config, db, objects, jobs, mailer: mail.mailer, recordAudit, publicUrl, clock, log },
    ...{ closing: closing.signal, repeatAlone: everyAlone },
  });
  const rounds = [
    relay,
    ...privacy.rounds,
    ...searchRounds(searching, repeating, leaseDeps),
    ...mail.rounds,
    ...digests.rounds,
    ...storing.rounds,
    everyAlone(2_000, 'counting attention', 'discovery-signals', discovery.countSignals),
    everyAlone(minuteMs, 'learning what goes together', 'discovery-model', discovery.buildModel),
    everyAlone(5_000, 'noting what videos are about', 'discovery-topics', () => discovery.followDocuments()),
    ...rooms.rounds,
    ...feeds.rounds,
    onceADay('recounting', { lease: 'recount', mark: 'recount-of-the-day' }, () =>
      recountEverything(db, log, closing.signal),
    ),
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
    everyAlone(5 * minuteMs, 'ranking by views', 'rank-by-views', views.rankByViews),
    everyAlone(5 * minuteMs, 'expiring uploads', 'expire-uploads', () => expireUploads(uploadDeps)),
    every(60 * minuteMs, 'deleting old rows', async () => {
      await deleteOldRows(db, clock());
      await searching.forgetAskersBefore(new Date(clock().getTime() - keepAskersForMs));
      await views.forgetSessions();
      await discovery.forget();
      await feeds.deleteOld();
      await notifying.deleteOld();
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
    confirmSignUps: config.KINORA_CONFIRM_SIGN_UP ?? config.KINORA_SMTP_URL !== undefined,
    mailer: mail.mailer,
    recordAudit,
    auditChain,
    privacy: privacy.deps,
    refuseErased: privacy.refuseErased,
    exclusively: createKeyedLock(),
    storageCare,
    search: searching.search,
    searchPipelines: searching.pipelines.map((pipeline) => pipeline.deps),
    searchRules: searching.rules,
    jobQueues,
    discovery: discovery.routes,
    wakePurge: storing.purge.wake,
    publicUrl,
    internalKey: config.KINORA_INTERNAL_KEY,
    assetsDir: config.KINORA_ASSETS_DIR ?? null,
    db,
    replicationIndex: database.replicationIndex,
    redis,
    auth,
    accessTokens,
    keys: await deriveAccountKeys(config.KINORA_AUTH_SECRET),
    openidProviders: config.KINORA_OPENID_PROVIDERS,
    queueOriginal,
    readProgress: malware ? reportScans(readProgress, malware.store) : readProgress,
    moderationRules,
    wakeRatings: rooms.wakeRatings,
    comments: {
      judge,
      commentsPerMinute: config.KINORA_COMMENTS_PER_MINUTE,
      wakeRooms: rooms.wakeRooms,
      wakeCounts: rooms.wakeCounts,
    },
    processing: {
      outbox,
      results: transcodeResults,
      jobs,
      pendingResults: results.pendingCount,
      resetProgress: (videoId) => resetProgress(redis, videoId),
    },
    viewSender: views.sender,
    subscriptionLimits,
    notificationWakes: notifying.wakes,
    unsubscribeLinks: digests.links,
    playlistLimits: {
      playlistsPerUser: config.KINORA_PLAYLISTS_PER_USER,
      itemsPerPlaylist: config.KINORA_PLAYLIST_ITEMS,
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
      await withDeadline(views.stop(), 5_000, 'counting views').catch(() => {});
      await Promise.all(rounds.map((round) => round.stop()));
      // BullMQ says goodbye to Redis, and would wait for one that is gone.
      const queues = [results, jobs, jobQueues, feeds.jobs, notifying];
      await withDeadline(Promise.all(queues.map((queue) => queue.close())), 2_000, 'Redis').catch(() => {});
      mail.close();
      redis.disconnect();
      blockingRedis.disconnect();
      database.close();
    },
  };
}
