import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { type Database, pingDatabase } from '../platform/database.ts';
import type { JobQueues } from '../platform/job-queues.ts';
import type { Exclusively } from '../platform/keyed-lock.ts';
import { askOver } from '../platform/questions.ts';
import type { Redis } from '../platform/redis.ts';
import { consistencyHeader, idempotencyReplayedHeader, requestIdHeader } from '../shared/http-headers.ts';
import type { Attempts } from './accounts/abuse/attempts.ts';
import type { IsBreached } from './accounts/abuse/breached-passwords.ts';
import type { AccessTokens } from './accounts/access-tokens.ts';
import type { AccountKeys } from './accounts/account-keys.ts';
import { peopleRoutes } from './accounts/admin/people-routes.ts';
import { becomeAdminRoutes, userAdminRoutes } from './accounts/admin/routes.ts';
import { createUserAdminStore } from './accounts/admin/store.ts';
import { apiKeyInternalRoutes } from './accounts/api-keys/internal-routes.ts';
import { apiKeyRoutes } from './accounts/api-keys/routes.ts';
import { createApiKeyStore } from './accounts/api-keys/store.ts';
import type { Auth } from './accounts/auth.ts';
import { createChallengeStore } from './accounts/challenges/store.ts';
import { accountLinkRoutes } from './accounts/links/routes.ts';
import { createLinkStore } from './accounts/links/store.ts';
import type { OpenidProvider } from './accounts/openid/config.ts';
import { createOpenidClients } from './accounts/openid/deps.ts';
import { openidRoutes } from './accounts/openid/routes.ts';
import { createIdentityStore } from './accounts/openid/store.ts';
import { passkeyRoutes } from './accounts/passkeys/routes.ts';
import { createPasskeyStore } from './accounts/passkeys/store.ts';
import { createPasswordStore } from './accounts/password/store.ts';
import { createPendingSignUpStore } from './accounts/pending-sign-ups/store.ts';
import { requireActive } from './accounts/require-active.ts';
import { accountRoutes } from './accounts/routes.ts';
import { resetSecondFactorRoutes } from './accounts/second-factor/reset.ts';
import { secondFactorRoutes } from './accounts/second-factor/routes.ts';
import { createSecondFactorStore } from './accounts/second-factor/store.ts';
import { deviceRoutes } from './accounts/sessions/routes.ts';
import { createSessionStore } from './accounts/sessions/store.ts';
import { createAccountStore } from './accounts/store.ts';
import { bearerVerifier } from './accounts/verify-bearer.ts';
import { adminRoutes } from './admin-actions/routes.ts';
import { createAdminStore } from './admin-actions/store.ts';
import type { Chain } from './audit/chain.ts';
import type { RecordAudit } from './audit/record-audit.ts';
import { auditRoutes } from './audit/routes.ts';
import { createAuditStore } from './audit/store.ts';
import { captionRoutes } from './captions/routes.ts';
import { createCaptionStore } from './captions/store.ts';
import { createFeedWatch } from './changes/feed-watch.ts';
import { changeRoutes } from './changes/routes.ts';
import { createChangeStore } from './changes/store.ts';
import { channelApi } from './channels/channel-api.ts';
import type { ChannelLimits } from './channels/deps.ts';
import { createChannelStore } from './channels/store.ts';
import type { CommentDeps } from './comments/deps.ts';
import { commentRecountRoutes } from './comments/recount/routes.ts';
import { createCommentRecountStore } from './comments/recount/store.ts';
import { commentRoutes } from './comments/routes.ts';
import { createCommentStore } from './comments/store.ts';
import { createVoteStore } from './comments/votes/store.ts';
import {
  type DiscoveryRouteDeps,
  discoveryAdminRoutes,
  discoveryFeedbackRoutes,
  discoveryRoutes,
} from './discovery/routes.ts';
import { historyRoutes } from './history/routes.ts';
import { createHistoryStore } from './history/store.ts';
import { answerError } from './http/answer-error.ts';
import type { AppEnv } from './http/app-env.ts';
import { docsRoutes } from './http/docs-routes.ts';
import { healthRoutes } from './http/health-routes.ts';
import { honourIdempotencyKeys } from './http/idempotency/honour-keys.ts';
import { createIdempotencyStore } from './http/idempotency/store.ts';
import { limitJsonBody, requireJsonBody } from './http/json-bodies.ts';
import { answerUnmatched } from './http/not-found.ts';
import { requestContext } from './http/request-context.ts';
import { tellReplicationIndex } from './http/tell-replication-index.ts';
import { identifyViewers } from './http/viewer.ts';
import { mailAdminRoutes } from './mail/admin-routes.ts';
import type { Mailer } from './mail/mailer.ts';
import { createMailStore } from './mail/store.ts';
import { mediaRoutes } from './media/routes.ts';
import { moderationApi } from './moderation/moderation-api.ts';
import { decisionRoutes } from './moderation/past/routes.ts';
import type { CurrentRules } from './moderation/platform-rules/current-rules.ts';
import { createExcerptStore } from './notifications/excerpts/store.ts';
import type { UnsubscribeLinks } from './notifications/mails/unsubscribe-links.ts';
import { notificationRoutes } from './notifications/routes.ts';
import { createNotificationSettingStore } from './notifications/settings/store.ts';
import { createNotificationStore } from './notifications/store.ts';
import type { NotificationWakes } from './notifications/wakes.ts';
import { operationsRoutes } from './operations/routes.ts';
import { createOperationsStore } from './operations/store.ts';
import { playlistItemRoutes } from './playlists/item-routes.ts';
import { playlistRoutes } from './playlists/routes.ts';
import { createPlaylistStore, type PlaylistLimits } from './playlists/store.ts';
import { privacyAdminRoutes } from './privacy/admin-routes.ts';
import type { RefuseErased } from './privacy/erasure/refuse-erased.ts';
import { type PrivacyDeps, privacyRoutes } from './privacy/routes.ts';
import type { ProcessingDeps } from './processing/deps.ts';
import { processingRoutes } from './processing/routes.ts';
import { createProcessingStore } from './processing/store.ts';
import { ratingRoutes } from './ratings/routes.ts';
import { createShareCountStore } from './ratings/sharing/store.ts';
import { createRatingStore } from './ratings/store.ts';
import { recountRoutes } from './recount/routes.ts';
import { createRecountStore } from './recount/store.ts';
import { type SearchAdminDeps, searchAdminRoutes } from './search/admin-routes.ts';
import { type SearchRouteDeps, searchRoutes } from './search/routes.ts';
import { shareRoutes } from './shares/routes.ts';
import { createShareStore } from './shares/store.ts';
import type { ReconcileDeps } from './storage-care/reconcile-storage.ts';
import { storageCareRoutes } from './storage-care/routes.ts';
import { usageRoutes } from './storage-care/usage-routes.ts';
import { studioRoutes } from './studio/routes.ts';
import { createOwnVideoStore } from './studio/store.ts';
import { createFeedStore } from './subscriptions/feed/store.ts';
import { subscriptionRoutes } from './subscriptions/routes.ts';
import { createSubscriptionStore, type SubscriptionLimits } from './subscriptions/store.ts';
import { thumbnailRoutes } from './thumbnails/routes.ts';
import { tusRoutes } from './tus/routes.ts';
import { createUploadLocker } from './tus/upload-locker.ts';
import type { UploadDeps } from './uploads/deps.ts';
import { uploadRoutes } from './uploads/routes.ts';
import { createUploadStore, type QueueOriginal } from './uploads/store.ts';
import { videoRoutes } from './videos/routes.ts';
import { createVideoStore } from './videos/store.ts';
import type { ProgressReader } from './videos/video-status.ts';
import { viewDayRoutes, viewRoutes } from './views/routes.ts';
import { createViewStore } from './views/store.ts';
import type { ViewSender } from './views/view-stream.ts';

export type OriginDeps = Omit<UploadDeps, 'store'> & {
  exclusively: Exclusively;
  channelLimits: ChannelLimits;
  attempts: Attempts;
  signInAttempts: number;
  isBreached: IsBreached;
  refuseDisposableMail: boolean;
  refuseErased: RefuseErased;
  confirmSignUps: boolean;
  mailer: Mailer;
  recordAudit: RecordAudit;
  auditChain: Chain;
  privacy: PrivacyDeps;
  publicUrl: string;
  internalKey: string;
  assetsDir: string | null;
  db: Database;
  replicationIndex: () => Promise<number | null>;
  redis: Redis;
  auth: Auth;
  accessTokens: AccessTokens;
  keys: AccountKeys;
  openidProviders: readonly OpenidProvider[];
  readProgress: ProgressReader;
  queueOriginal: QueueOriginal;
  moderationRules: CurrentRules;
  wakeRatings: () => void;
  comments: Pick<CommentDeps, 'judge' | 'commentsPerMinute' | 'wakeRooms' | 'wakeCounts'>;
  viewSender: ViewSender;
  playlistLimits: PlaylistLimits;
  subscriptionLimits: SubscriptionLimits;
  notificationWakes: NotificationWakes;
  unsubscribeLinks: UnsubscribeLinks;
  processing: Omit<ProcessingDeps, 'store' | 'clock' | 'wakeRelay' | 'audit' | 'recordAudit'>;
  storageCare: ReconcileDeps;
  search: SearchRouteDeps;
  searchPipelines: SearchAdminDeps['pipelines'];
  searchRules: SearchAdminDeps['rules'];
  jobQueues: JobQueues;
  discovery: DiscoveryRouteDeps;
  wakePurge: () => void;
  /** Aborted when the service stops: ends the answers that would otherwise go on for minutes. */
  closing: AbortSignal;
};

/** The whole HTTP side of origin. Starts nothing. */
export function createApp(deps: OriginDeps): Hono<AppEnv> {
  const { db, objects, clock, log } = deps;
  const audit = createAuditStore(db, deps.recordAudit);
  const videos = { ...deps, store: createVideoStore(db) };
  const uploads = { ...deps, store: createUploadStore(db, deps) };
  const processing = { ...deps, ...deps.processing, audit, store: createProcessingStore(db, deps) };
  const accounts = {
    ...deps,
    store: createAccountStore(db),
    links: createLinkStore(db),
    pendingSignUps: createPendingSignUpStore(db),
    passwords: createPasswordStore(db),
    secondFactors: createSecondFactorStore(db),
    challenges: createChallengeStore(db),
    erasures: deps.privacy.erasures,
  };
  const userAdmin = { ...deps, store: createUserAdminStore(db) };
  const apiKeys = createApiKeyStore(db);
  const changes = createChangeStore(db);

  const app = new Hono<AppEnv>();
  app.onError(answerError);
  app.notFound(answerUnmatched(app));
  app.use(
    requestContext({ log, internalKey: deps.internalKey }),
    identifyViewers(
      bearerVerifier({ ...deps, apiKeys }),
      (viewer) => requireActive(accounts.store, viewer),
      deps.publicUrl,
    ),
  );
  app.route('/', tusRoutes({ uploads, locker: createUploadLocker(deps), publicUrl: deps.publicUrl }));
  // No credentials: any page may call the API with a token it was given, never with the cookies of this host.
  const exposeHeaders = [
    ...[requestIdHeader, idempotencyReplayedHeader, consistencyHeader],
    ...['retry-after', 'allow', 'www-authenticate'],
  ];
  app.use('/api/v1/*', cors({ origin: '*', exposeHeaders, maxAge: 86_400 }), limitJsonBody, requireJsonBody);
  app.use('/api/v1/*', tellReplicationIndex(deps));
  app.use('/api/v1/*', honourIdempotencyKeys({ keys: createIdempotencyStore(db), clock }));

  app.route('/api/v1', accountRoutes(accounts));
  app.route('/api/v1', accountLinkRoutes(accounts));
  app.route('/api/v1', secondFactorRoutes(accounts));
  app.route(
    '/api/v1',
    openidRoutes({
      ...accounts,
      identities: createIdentityStore(db),
      openidClients: createOpenidClients(deps.openidProviders, deps),
    }),
  );
  app.route('/api/v1', passkeyRoutes({ ...accounts, passkeys: createPasskeyStore(db) }));
  app.route('/api/v1', becomeAdminRoutes(userAdmin));
  app.route('/api/v1', deviceRoutes({ ...deps, sessions: createSessionStore(db) }));
  app.route('/api/v1', apiKeyRoutes({ ...deps, store: apiKeys }));
  app.route('/', channelApi({ ...deps, videos }));
  app.route('/api/v1', uploadRoutes(uploads));
  // Before the routes of single videos: `trending` is none.
  app.route('/api/v1', discoveryRoutes(deps.discovery));
  app.route('/api/v1', discoveryFeedbackRoutes(deps.discovery));
  app.route('/', discoveryAdminRoutes({ ...deps.discovery, internalKey: deps.internalKey }));
  app.route('/api/v1', videoRoutes(videos));
  app.route('/api/v1', searchRoutes(deps.search));
  app.route('/api/v1', usageRoutes({ uploads, videos, storage: deps.storageCare.store }));
  app.route('/api/v1', viewDayRoutes({ videos, views: createViewStore(db) }));
  app.route('/api/v1', historyRoutes({ videos, history: createHistoryStore(db), clock }));
  const playlists = { videos, playlists: createPlaylistStore(db), limits: deps.playlistLimits, clock };
  app.route('/api/v1', playlistRoutes(playlists));
  app.route('/api/v1', playlistItemRoutes(playlists));
  const studio = { ownVideos: createOwnVideoStore(db), channels: createChannelStore(db) };
  app.route('/api/v1', studioRoutes({ ...deps, ...studio, videos, playlists }));
  app.route('/api/v1', captionRoutes({ ...deps, videos, store: createCaptionStore(db) }));
  app.route('/api/v1', thumbnailRoutes({ ...deps, videos }));
  app.route('/api/v1', shareRoutes({ videos, shares: createShareStore(db), clock }));
  const comments = {
    ...deps.comments,
    ...{ ask: askOver(db), videos, clock, recordAudit: deps.recordAudit },
    store: createCommentStore(db),
    votes: createVoteStore(db),
  };
  app.route('/api/v1', commentRoutes(comments));
  app.route('/', moderationApi({ ...deps, comments }));
  app.route('/api/v1', decisionRoutes({ ...deps, audit, store: createAdminStore(db) }));
  const engagement = { ...deps, videos, ratings: createRatingStore(db), shareCounts: createShareCountStore(db) };
  app.route('/api/v1', ratingRoutes(engagement));
  const following = { channels: createChannelStore(db), subscriptions: createSubscriptionStore(db) };
  app.route('/api/v1', subscriptionRoutes({ ...deps, videos, ...following, feed: createFeedStore(db) }));
  const notifying = { excerpts: createExcerptStore(db), settings: createNotificationSettingStore(db) };
  app.route(
    '/api/v1',
    notificationRoutes({
      ...{ ...notifying, videos, clock, channels: { store: following.channels } },
      ...{ notifications: createNotificationStore(db), wakes: deps.notificationWakes, closing: deps.closing },
      links: deps.unsubscribeLinks,
    }),
  );
  const checks = {
    database: () => pingDatabase(db),
    redis: () => deps.redis.ping(),
    storage: () => objects.head('media/health'),
  };
  app.route('/', healthRoutes(checks));
  const feedWatch = createFeedWatch(clock);
  app.route(
    '/api/v1',
    operationsRoutes({
      ...{ ...deps, processing, checks, feedWatch, changeHead: changes.head },
      ...{ store: createOperationsStore(db), pipelines: deps.searchPipelines },
    }),
  );
  app.route('/api/v1', peopleRoutes({ ...deps, store: createAdminStore(db), people: userAdmin.store }));
  app.route('/', mediaRoutes(deps));
  app.route('/', viewRoutes({ ...deps, sender: deps.viewSender }));
  app.route('/', searchAdminRoutes({ ...deps, pipelines: deps.searchPipelines, rules: deps.searchRules }));
  app.route('/', commentRecountRoutes({ ...deps, store: createCommentRecountStore(db) }));
  app.route('/', recountRoutes({ ...deps, store: createRecountStore(db) }));
  app.route('/', userAdminRoutes(userAdmin));
  app.route('/', resetSecondFactorRoutes({ ...accounts, internalKey: deps.internalKey }));
  app.route('/', mailAdminRoutes({ ...deps, audit, store: createMailStore(db) }));
  app.route('/', processingRoutes(processing));
  app.route('/', storageCareRoutes({ ...deps, ...deps.storageCare, audit }));
  app.route('/', apiKeyInternalRoutes({ ...deps, store: apiKeys }));
  app.route('/', changeRoutes({ ...deps, changes, feedWatch }));
  app.route('/', adminRoutes({ ...deps, store: createAdminStore(db) }));
  app.route('/api/v1', privacyRoutes({ ...accounts, ...deps.privacy }));
  app.route('/', privacyAdminRoutes({ ...deps.privacy, internalKey: deps.internalKey }));
  app.route('/', auditRoutes({ ...deps, audit }));
  app.route('/api/v1', docsRoutes(app, deps.publicUrl));
  return app;
}
