import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { type Database, pingDatabase } from '../platform/database.ts';
import type { Redis } from '../platform/redis.ts';
import { requestIdHeader } from '../shared/http-headers.ts';
import type { AccessTokens } from './accounts/access-tokens.ts';
import type { Auth } from './accounts/auth.ts';
import { accountRoutes } from './accounts/routes.ts';
import { createAccountStore } from './accounts/store.ts';
import { captionRoutes } from './captions/routes.ts';
import { createCaptionStore } from './captions/store.ts';
import { answerError } from './http/answer-error.ts';
import type { AppEnv } from './http/app-env.ts';
import { docsRoutes } from './http/docs-routes.ts';
import { healthRoutes } from './http/health-routes.ts';
import { limitJsonBody, requireJsonBody } from './http/json-bodies.ts';
import { answerUnmatched } from './http/not-found.ts';
import { requestContext } from './http/request-context.ts';
import { identifyViewers } from './http/viewer.ts';
import { mediaRoutes } from './media/routes.ts';
import type { ProcessingDeps } from './processing/deps.ts';
import { processingRoutes } from './processing/routes.ts';
import { createProcessingStore } from './processing/store.ts';
import { thumbnailRoutes } from './thumbnails/routes.ts';
import type { UploadDeps } from './uploads/deps.ts';
import { uploadRoutes } from './uploads/routes.ts';
import { createUploadStore } from './uploads/store.ts';
import { videoRoutes } from './videos/routes.ts';
import { createVideoStore } from './videos/store.ts';
import type { ProgressReader } from './videos/video-status.ts';
import { viewRoutes } from './views/routes.ts';
import { createViewStore } from './views/store.ts';

export type OriginDeps = Omit<UploadDeps, 'store'> & {
  publicUrl: string;
  internalKey: string;
  assetsDir: string | null;
  db: Database;
  redis: Redis;
  auth: Auth;
  accessTokens: AccessTokens;
  readProgress: ProgressReader;
  processing: Omit<ProcessingDeps, 'store' | 'clock' | 'wakeRelay'>;
  /** Aborted when the service stops: ends the answers that would otherwise go on for minutes. */
  closing: AbortSignal;
};

/** The whole HTTP side of origin. Starts nothing. */
export function createApp(deps: OriginDeps): Hono<AppEnv> {
  const { db, objects, clock, log } = deps;
  const videos = { store: createVideoStore(db), clock, readProgress: deps.readProgress, closing: deps.closing };
  const uploads = { ...deps, store: createUploadStore(db) };
  const processing = { ...deps, ...deps.processing, store: createProcessingStore(db) };
  const accounts = { ...deps, store: createAccountStore(db) };

  const app = new Hono<AppEnv>();
  app.onError(answerError);
  app.notFound(answerUnmatched(app));
  app.use(requestContext({ log, internalKey: deps.internalKey }), identifyViewers(deps.accessTokens.verify));
  // Bearer tokens, no cookies: any page may call the API with a token it was given.
  const exposeHeaders = [requestIdHeader, 'retry-after', 'allow', 'www-authenticate'];
  app.use('/api/v1/*', cors({ origin: '*', exposeHeaders, maxAge: 86_400 }), limitJsonBody, requireJsonBody);

  app.route('/api/v1', accountRoutes(accounts));
  app.route('/api/v1', uploadRoutes(uploads));
  app.route('/api/v1', videoRoutes(videos));
  app.route('/api/v1', captionRoutes({ ...deps, videos, store: createCaptionStore(db) }));
  app.route('/api/v1', thumbnailRoutes({ ...deps, videos }));
  app.route('/api/v1', viewRoutes({ videos, views: createViewStore(db), clock }));
  app.route(
    '/',
    healthRoutes({
      database: () => pingDatabase(db),
      redis: () => deps.redis.ping(),
      storage: () => objects.head('media/health'),
    }),
  );
  app.route('/', mediaRoutes(deps));
  app.route('/', processingRoutes(processing));
  app.route('/api/v1', docsRoutes(app, deps.publicUrl));
  return app;
}
