import { openDatabase } from '../platform/database.ts';
import { createJobQueues } from '../platform/job-queues.ts';
import { createKeyedLock } from '../platform/keyed-lock.ts';
import type { Log } from '../platform/log.ts';
import { createObjectStore } from '../platform/object-store/from-config.ts';
import { connectRedis } from '../platform/redis.ts';
import { newId } from '../shared/ids.ts';
import { createBreachList } from './accounts/abuse/breached-passwords.ts';
import { createAccessTokens } from './accounts/access-tokens.ts';
import { deriveAccountKeys } from './accounts/account-keys.ts';
import { createAuth } from './accounts/auth.ts';
import { createChallengeStore } from './accounts/challenges/store.ts';
import { createLinkStore } from './accounts/links/store.ts';
import { createPendingSignUpStore } from './accounts/pending-sign-ups/store.ts';
import { createAccountStore } from './accounts/store.ts';
import { createTranscodeJobs } from './adapters/bullmq-jobs.ts';
import { receiveTranscodeResults } from './adapters/bullmq-results.ts';
import { createRedisAttempts } from './adapters/redis-attempts.ts';
import { createNoteGist } from './adapters/redis-gists.ts';
import { repeat } from './adapters/repeat.ts';
import { createProgressReader, resetProgress } from './adapters/transcode-progress.ts';
import { withDeadline } from './adapters/with-deadline.ts';
import { createApp } from './app.ts';
import { createChain } from './audit/chain.ts';
import { createRecordAudit } from './audit/record-audit.ts';
import { keptRevocationsMs } from './changes/read-changes.ts';
import { createChangeStore } from './changes/store.ts';
import { createChannelStore } from './channels/store.ts';
import { reconcileCodecs } from './codecs/reconcile-codecs.ts';
import { createCodecStore } from './codecs/store.ts';
import { tellNotedCounts } from './comments/counts/store.ts';
import { recountAllComments } from './comments/recount/recount-comments.ts';
import { createCommentRecountStore } from './comments/recount/store.ts';
import type { OriginConfig } from './config.ts';
import { openDiscovery } from './discovery/open-discovery.ts';
import { createHistoryStore } from './history/store.ts';
import { createIdempotencyStore } from './http/idempotency/store.ts';
import { createLeaseStore } from './leases/store.ts';
import { unlessLeased } from './leases/with-lease.ts';
import { openMail } from './mail/open-mail.ts';
import { createClamdScanner } from './malware/clamd-scanner.ts';
import { reportScans } from './malware/report-scans.ts';
import { scanOriginals } from './malware/scan-originals.ts';
import { addScan, createMalwareStore } from './malware/store.ts';
import { createJudge } from './moderation/create-judge.ts';
import { isDecent } from './moderation/is-decent.ts';
import { notificationsQueue } from './notifications/events/notification-event.ts';
import { openNotifications } from './notifications/open-notifications.ts';
import { sendByQueue } from './outbox/by-queue.ts';
import { relayOutbox } from './outbox/relay.ts';
import { addTranscodeJob, createOutboxStore } from './outbox/store.ts';
import { openPrivacy } from './privacy/open-privacy.ts';
import { createShareCountStore } from './ratings/sharing/store.ts';
import { tellRatings } from './ratings/store.ts';
import { createPublishToRoom } from './realtime/publish-to-room.ts';
import { relayRoomMessages } from './realtime/relay-room-messages.ts';
import { createRoomMessageStore } from './realtime/store.ts';
import { recountAll } from './recount/recount.ts';
import { createRecountStore } from './recount/store.ts';
import { openSearch } from './search/open-search.ts';
import { followChanges, isIndexBehind } from './search/pipeline/follow-changes.ts';
import { renewPopular } from './search/pipeline/renew-popular.ts';
import { purgeVideos } from './storage-care/purge-videos.ts';
import { reconcileStorage } from './storage-care/reconcile-storage.ts';
import { retireOriginals } from './storage-care/retire-originals.ts';
import { reconcileLease } from './storage-care/routes.ts';
import { createStorageCareStore } from './storage-care/store.ts';
import { feedQueue } from './subscriptions/fan-out/feed-job.ts';
import { openSubscriptions } from './subscriptions/open-subscriptions.ts';
import { reconcileProcessing } from './transcode-results/reconcile-processing.ts';
import { createTranscodeResultStore } from './transcode-results/store.ts';
import { expireUploads } from './uploads/expire-uploads.ts';
import { createUploadStore } from './uploads/store.ts';
import { openViews } from './views/open-views.ts';

const minuteMs = 60_000;
/** Long enough to look into what happened to a video. */
const keepRelayedForMs = 7 * 24 * 60 * minuteMs;
/** Longer than reports of view events may be under way. */
const keepRemovalsForMs = 15 * 24 * 60 * minuteMs;
/** What few people search for is nobody's business for longer. */
const keepAskersForMs = 30 * 24 * 60 * minuteMs;
/** A burst of comments is few messages, and nobody notices that they wait for each other. */
const messagesGapMs = 25;
const countsGapMs = 100;
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
  const every = (intervalMs: number, what: string, round: () => Promise<unknown>, minGapMs = 0) => {
    const report = reportOnce(log, what);
    return repeat(round, { intervalMs, minGapMs, onOutcome: report });
  };

  const subscriptionLimits = {
    subscriptionsPerUser: config.KINORA_SUBSCRIPTIONS_PER_USER,
    fanOutMaxSubscribers: config.KINORA_FEED_FANOUT_MAX_SUBSCRIBERS,
  };
  const feeds = openSubscriptions({
    ...{ db, redis, blockingRedis, ...subscriptionLimits, every, clock, log, closing: closing.signal },
    wakeRelay: () => relay.wake(),
  });
  const notifying = openNotifications({
    ...{ db, redis, blockingRedis, redisUrl: config.KINORA_REDIS_URL, clock, log },
    keepMs: config.KINORA_NOTIFICATIONS_KEEP_DAYS * 24 * 60 * minuteMs,
  });
  const sender = sendByQueue({ [feedQueue]: feeds.jobs, [notificationsQueue]: notifying.jobs }, jobs);
  const relay = every(1_000, 'relaying jobs', () => relayOutbox({ store: outbox, jobs: sender, clock }));
  const roomMessages = createRoomMessageStore(db);
  const publish = createPublishToRoom({
    edgeUrl: (config.KINORA_EDGE_URL ?? publicUrl).replace(/\/+$/, ''),
    internalKey: config.KINORA_INTERNAL_KEY,
    clock,
  });
  const tellRooms = () => relayRoomMessages({ store: roomMessages, publish, clock });
  const rooms = every(1_000, 'telling rooms', tellRooms, messagesGapMs);
  const tellCounts = async () => {
    while ((await tellNotedCounts(db, clock())) > 0) rooms.wake();
  };
  const counts = every(1_000, 'telling of counts', tellCounts, countsGapMs);
  const tellRated = async () => {
    if ((await tellRatings(db, clock())) > 0) rooms.wake();
  };
  const ratings = every(1_000, 'telling of ratings', tellRated, countsGapMs);
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
  const mail = await openMail({ config, publicUrl, db, clock, log, signal: closing.signal, repeatAlone: everyAlone });
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
    every(10_000, 'keeping past searches', searching.flushQueries),
    ...searching.pipelines.flatMap((pipeline) => [
      every(500, 'indexing for search', async () => {
        if (await isIndexBehind(pipeline.deps))
          await unlessLeased(leaseDeps, pipeline.lease, () => followChanges(pipeline.deps));
      }),
      everyAlone(60 * minuteMs, 'looking for popular videos', `${pipeline.lease}-popular`, async () => {
        if (await leaseDeps.leases.acquire(`${pipeline.lease}-popular-of-the-day`, newId(), 24 * 60 * minuteMs))
          await unlessLeased(leaseDeps, pipeline.lease, () => renewPopular(pipeline.deps));
      }),
    ]),
    ...mail.rounds,
    purge,
    everyAlone(60 * minuteMs, 'giving up originals', 'retire-originals', () => retireOriginals(storageCare)),
    everyAlone(60 * minuteMs, 'removing orphans', reconcileLease, async () => {
      // Never given back: however many origins there are and however often they start, the store is walked once a day.
      if (!(await leaseDeps.leases.acquire('orphans-of-the-day', newId(), 24 * 60 * minuteMs))) return;
      for await (const step of reconcileStorage(storageCare, { remove: true }))
        if ('summary' in step) log.info(step.summary, 'storage reconciled');
    }),
    everyAlone(1_000, 'counting attention', 'discovery-signals', discovery.countSignals),
    everyAlone(minuteMs, 'learning what goes together', 'discovery-model', discovery.buildModel),
    rooms,
    counts,
    ratings,
    ...feeds.rounds,
    everyAlone(60 * minuteMs, 'recounting', 'recount', async () => {
      if (!(await leaseDeps.leases.acquire('recount-of-the-day', newId(), 24 * 60 * minuteMs))) return;
      const comments = await recountAllComments(createCommentRecountStore(db), closing.signal);
      const others = await recountAll(createRecountStore(db), closing.signal);
      const drifted = { ...comments, ...others };
      if (Object.values(drifted).some((count) => count > 0)) log.warn({ drifted }, 'counts had drifted and are mended');
    }),
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
      await createPendingSignUpStore(db).deleteExpired(clock());
      await createChallengeStore(db).deleteExpired(clock());
      await mail.store.deleteBefore(new Date(clock().getTime() - keepMailsForMs));
      await createChannelStore(db).deleteExpiredHandles(clock());
      await createIdempotencyStore(db).deleteExpired(clock());
      await searching.forgetAskersBefore(new Date(clock().getTime() - keepAskersForMs));
      await createShareCountStore(db).deleteMarksBefore(new Date(clock().getTime() - 24 * 60 * minuteMs));
      await views.forgetSessions();
      await discovery.forget();
      await feeds.deleteOld();
      await notifying.deleteOld();
      await createHistoryStore(db).deleteRemovedBefore(new Date(clock().getTime() - keepRemovalsForMs));
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
    wakePurge: purge.wake,
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
    wakeRatings: ratings.wake,
    comments: {
      judge,
      commentsPerMinute: config.KINORA_COMMENTS_PER_MINUTE,
      wakeRooms: rooms.wake,
      wakeCounts: counts.wake,
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

/** Logs the first of a row of failures and the recovery after it. */
function reportOnce(log: Log, what: string): (error: unknown) => void {
  let isFailing = false;
  return (error) => {
    if (error !== null && !isFailing) log.warn({ err: error }, `${what}: failed; trying again`);
    if (error === null && isFailing) log.info(`${what}: works again`);
    isFailing = error !== null;
  };
}
