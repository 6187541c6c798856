import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { type Database, pingDatabase } from '../platform/database.ts';
import type { Exclusively } from '../platform/keyed-lock.ts';
import type { Redis } from '../platform/redis.ts';
import { consistencyHeader, idempotencyReplayedHeader, requestIdHeader } from '../shared/http-headers.ts';
import type { Attempts } from './accounts/abuse/attempts.ts';
import type { IsBreached } from './accounts/abuse/breached-passwords.ts';
import type { AccessTokens } from './accounts/access-tokens.ts';
import { becomeAdminRoutes, userAdminRoutes } from './accounts/admin/routes.ts';
import { createUserAdminStore } from './accounts/admin/store.ts';
import { apiKeyRoutes } from './accounts/api-keys/routes.ts';
import { createApiKeyStore } from './accounts/api-keys/store.ts';
import type { Auth } from './accounts/auth.ts';
import { accountLinkRoutes } from './accounts/links/routes.ts';
import { createLinkStore } from './accounts/links/store.ts';
import { createPasswordStore } from './accounts/password/store.ts';
import { requireActive } from './accounts/require-active.ts';
import { accountRoutes } from './accounts/routes.ts';
import { deviceRoutes } from './accounts/sessions/routes.ts';
import { createSessionStore } from './accounts/sessions/store.ts';
import { createAccountStore } from './accounts/store.ts';
import { bearerVerifier } from './accounts/verify-bearer.ts';
import { adminRoutes } from './admin-actions/routes.ts';
import { createAdminStore } from './admin-actions/store.ts';
import { captionRoutes } from './captions/routes.ts';
import { createCaptionStore } from './captions/store.ts';
import { changeRoutes } from './changes/routes.ts';
import { createChangeStore } from './changes/store.ts';
import { channelApi } from './channels/channel-api.ts';
import type { ChannelLimits } from './channels/deps.ts';
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
import type { ProcessingDeps } from './processing/deps.ts';
import { processingRoutes } from './processing/routes.ts';
import { createProcessingStore } from './processing/store.ts';
import { shareRoutes } from './shares/routes.ts';
import { createShareStore } from './shares/store.ts';
import type { ReconcileDeps } from './storage-care/reconcile-storage.ts';
import { storageCareRoutes } from './storage-care/routes.ts';
import { usageRoutes } from './storage-care/usage-routes.ts';
import { thumbnailRoutes } from './thumbnails/routes.ts';
import { tusRoutes } from './tus/routes.ts';
import { createUploadLocker } from './tus/upload-locker.ts';
import type { UploadDeps } from './uploads/deps.ts';
import { uploadRoutes } from './uploads/routes.ts';
import { createUploadStore, type QueueOriginal } from './uploads/store.ts';
import { videoRoutes } from './videos/routes.ts';
import { createVideoStore } from './videos/store.ts';
import type { ProgressReader } from './videos/video-status.ts';
import { viewRoutes } from './views/routes.ts';
import { createViewStore } from './views/store.ts';

export type OriginDeps = Omit<UploadDeps, 'store'> & {
  exclusively: Exclusively;
  channelLimits: ChannelLimits;
  attempts: Attempts;
  signInAttempts: number;
  isBreached: IsBreached;
  refuseDisposableMail: boolean;
  mailer: Mailer;
  publicUrl: string;
  internalKey: string;
  assetsDir: string | null;
  db: Database;
  replicationIndex: () => Promise<number | null>;
  redis: Redis;
  auth: Auth;
  accessTokens: AccessTokens;
  readProgress: ProgressReader;
  queueOriginal: QueueOriginal;
  processing: Omit<ProcessingDeps, 'store' | 'clock' | 'wakeRelay'>;
  storageCare: ReconcileDeps;
  wakePurge: () => void;
  /** Aborted when the service stops: ends the answers that would otherwise go on for minutes. */
  closing: AbortSignal;
};

/** The whole HTTP side of origin. Starts nothing. */
export function createApp(deps: OriginDeps): Hono<AppEnv> {
  const { db, objects, clock, log } = deps;
  const videos = { ...deps, store: createVideoStore(db) };
  const uploads = { ...deps, store: createUploadStore(db, deps) };
  const processing = { ...deps, ...deps.processing, store: createProcessingStore(db, deps) };
  const accounts = {
    ...deps,
    store: createAccountStore(db),
    links: createLinkStore(db),
    passwords: createPasswordStore(db),
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
  app.route('/api/v1', becomeAdminRoutes(userAdmin));
  app.route('/api/v1', deviceRoutes({ sessions: createSessionStore(db), clock }));
  app.route('/api/v1', apiKeyRoutes({ store: apiKeys, clock }));
  app.route('/', channelApi({ ...deps, videos }));
  app.route('/api/v1', uploadRoutes(uploads));
  app.route('/api/v1', videoRoutes(videos));
  app.route('/api/v1', usageRoutes({ uploads, videos, storage: deps.storageCare.store }));
  app.route('/api/v1', captionRoutes({ ...deps, videos, store: createCaptionStore(db) }));
  app.route('/api/v1', thumbnailRoutes({ ...deps, videos }));
  app.route('/api/v1', shareRoutes({ videos, shares: createShareStore(db), clock }));
  app.route(
    '/',
    healthRoutes({
      database: () => pingDatabase(db),
      redis: () => deps.redis.ping(),
      storage: () => objects.head('media/health'),
    }),
  );
  app.route('/', mediaRoutes(deps));
  app.route('/', viewRoutes({ ...deps, views: createViewStore(db) }));
  app.route('/', userAdminRoutes(userAdmin));
  app.route('/', mailAdminRoutes({ ...deps, store: createMailStore(db) }));
  app.route('/', processingRoutes(processing));
  app.route('/', storageCareRoutes({ ...deps, ...deps.storageCare }));
  app.route('/', changeRoutes({ ...deps, changes }));
  app.route('/', adminRoutes({ ...deps, changes, store: createAdminStore(db) }));
  app.route('/api/v1', docsRoutes(app, deps.publicUrl));
  return app;
}
