import { type Context, type ExecutionContext, Hono } from 'hono';
import { AppError } from '../shared/errors.ts';
import type { InternalSigner } from '../shared/internal-signature.ts';
import { readCookie, sessionCookieNames } from '../shared/session-cookies.ts';
import type { SessionIds } from '../shared/session-ids.ts';
import type { PlaybackKeyRing } from '../shared/tokens/playback-keys.ts';
import { createTokenVerifier } from '../shared/tokens/verified-tokens.ts';
import type { ChangeFeed } from './changes/change-feed.ts';
import type { CommentReader } from './comments/comment-reader.ts';
import { commentRoutes } from './comments/routes.ts';
import type { EdgeConfig } from './config.ts';
import { createCircuitBreaker } from './gateway/circuit-breaker.ts';
import { forwardToOrigin } from './gateway/forward-to-origin.ts';
import { limitRate, type RateDeps } from './gateway/limit-rate.ts';
import { createQuickReads } from './gateway/quick-reads.ts';
import { rateClassOf } from './gateway/rate-policies.ts';
import { rateSubjects } from './gateway/rate-subjects.ts';
import { refuseForgery } from './gateway/refuse-forgery.ts';
import { refuseOversize } from './gateway/request-limits.ts';
import { serveAsset } from './gateway/serve-asset.ts';
import { answerJson } from './http/answer-json.ts';
import { compressAnswer } from './http/compress-answer.ts';
import { errorResponse, logFailure, toAppError } from './http/errors.ts';
import { rawPath } from './http/raw-path.ts';
import { type EdgeEnv, readRequestFacts } from './http/request-facts.ts';
import { commonHeaders } from './http/security-headers.ts';
import { createKeptManifests } from './media/kept-manifests.ts';
import type { MediaStore } from './media/media-store.ts';
import { corsHeaders, serveMedia } from './media/serve-media.ts';
import { createTextVariants } from './media/text-variants.ts';
import type { Catalogue } from './metadata/catalogue.ts';
import type { Consistency } from './metadata/consistency.ts';
import { staleHeaders } from './metadata/reads.ts';
import { videoRoutes } from './metadata/video-routes.ts';
import { aboutSite } from './pages/about-site/about-site.ts';
import type { SitemapStore } from './pages/about-site/store.ts';
import { accountPages } from './pages/account/account-pages.ts';
import { adminPages } from './pages/admin/routes.tsx';
import { createFinding, findingPages } from './pages/browse/finding-pages.ts';
import type { ListStore } from './pages/browse/store.ts';
import { designRoute } from './pages/design/route.tsx';
import { createLanguages } from './pages/languages.ts';
import { postersFor } from './pages/library/posters.ts';
import { libraryPages } from './pages/library/routes.tsx';
import { moderationPages } from './pages/moderation/routes.tsx';
import { errorPage, page } from './pages/page.tsx';
import { preferencesRoute } from './pages/preferences.ts';
import { type PageDeps, pageRoutes } from './pages/routes.tsx';
import { studioPages } from './pages/studio/studio-pages.ts';
import { wantedLocale } from './pages/visit.ts';
import { authorizePlayback } from './playback/authorize-playback.ts';
import type { ReadViewer } from './playback/read-viewer.ts';
import { renewedSession } from './playback/renewed-session.ts';
import type { ResumePositions } from './playback/resume-positions.ts';
import { askingSite } from './playback/site-allowed.ts';
import { startSession } from './playback/start-session.ts';
import { joinRoom, pollRoom } from './realtime/join-room.ts';
import { publishToRoom } from './realtime/publish-to-room.ts';
import type { Rooms } from './realtime/rooms.ts';
import { takeView } from './views/take-view.ts';
import type { ViewBuffers } from './views/view-buffers.ts';
import type { ViewTags } from './views/view-tags.ts';

export type EdgeDeps = {
  config: EdgeConfig;
  keys: PlaybackKeyRing;
  readViewer: ReadViewer;
  feed: ChangeFeed;
  catalogue: Catalogue;
  lists: ListStore;
  sitemaps: SitemapStore;
  consistency: Consistency;
  comments: CommentReader;
  /** Where the runtime does not pack what it sends. */
  packsAnswers: boolean;
  media: MediaStore;
  rooms: Rooms;
  roomSigner: InternalSigner;
  sessionIds: SessionIds;
  resumePositions: ResumePositions;
  viewBuffers: ViewBuffers;
  viewTags: ViewTags;
  rates: RateDeps;
  /** Serves the built web files. */
  fetchAsset: (request: Request) => Promise<Response>;
  now: () => number;
  /** Keeps work alive beyond the request that began it. */
  waitUntil: (work: Promise<unknown>) => void;
};

export type EdgeApp = {
  fetch(request: Request, bindings: object, context: ExecutionContext): Response | Promise<Response>;
  /** What the router knows, media aside; a test wants to hear who may use each. */
  routes: readonly { method: string; path: string }[];
};

/** Those that viewers are playing with right now; about 5 MB. */
const REMEMBERED_TOKENS = 5_000;

/** The one public host. Media goes past the router: its path is known by four characters. */
export function createApp(deps: EdgeDeps): EdgeApp {
  const { config, catalogue, feed, keys, now } = deps;
  const { publicUrl, playbackTtlSec: ttlSec, anonymousMaxHeight, bindCountry, bindNetwork } = config;
  const publicHost = new URL(publicUrl).host;
  const limits = { anonymousMaxHeight, bindCountry, bindNetwork };
  const signer = { keys, feed, sessionIds: deps.sessionIds, publicUrl, ttlSec, ...limits, now };
  const placeOf = (request: Request) => readRequestFacts(request, config.testCountry);
  const verifyToken = createTokenVerifier(keys, REMEMBERED_TOKENS);
  const media = {
    verifyToken,
    feed,
    placeOf,
    store: deps.media,
    texts: createTextVariants({ now }),
    kept: createKeptManifests({ now }),
    now,
  };
  const overTls = config.publicUrl.startsWith('https:');
  const quickRead = createQuickReads({ ...deps, testCountry: config.testCountry, overTls });
  const gateway = { ...config, consistency: deps.consistency, breaker: createCircuitBreaker({ now }) };
  const publicOrigin = new URL(publicUrl).origin;
  const subjectsOf = (c: Context<EdgeEnv>) => rateSubjects(c.req.raw.headers, c.var.facts, deps.readViewer);
  const forwardFor = (request: Request, c: Context<EdgeEnv>) => forwardToOrigin(request, c.var.facts, gateway);
  const forward = (c: Context<EdgeEnv>) => forwardFor(c.req.raw, c);
  /** What an owner has changed counts here at once, and elsewhere with the next reading of the feed. */
  const forwardChange = async (c: Context<EdgeEnv>) => {
    const answer = await forward(c);
    await feed.refresh(0);
    return answer;
  };
  const accessCookie = sessionCookieNames(publicUrl).access;
  const viewerOf = async (c: Context<EdgeEnv>) => {
    await feed.freshen();
    // On this host's own pages the browser sends the access token as a cookie.
    const cookie = readCookie(c.req.header('cookie'), accessCookie);
    return deps.readViewer(c.req.header('authorization') ?? (cookie === null ? null : `Bearer ${cookie}`));
  };
  const resumeSec = async (c: Context<EdgeEnv>, videoId: string) => {
    const viewer = await viewerOf(c).catch(() => null);
    return viewer === null ? 0 : deps.resumePositions.find(viewer.userId, videoId, c.var.reads);
  };
  const factsOf = (c: Context<EdgeEnv>) => ({
    country: c.var.facts.country,
    site: askingSite(c.req.raw.headers, publicHost),
    nowMs: now(),
  });

  async function playback(c: Context<EdgeEnv>) {
    const videoId = c.req.param('id') ?? '';
    const viewer = await viewerOf(c);
    const previous = await renewedSession(c.req.raw, videoId, viewer, { keys, feed, now });
    const facts = factsOf(c);
    const allowed = await authorizePlayback(videoId, viewer, facts, { catalogue: catalogue.for(c.var.reads), feed });
    const session = await startSession(allowed, { viewer, site: facts.site, place: c.var.facts, previous }, signer);
    if (viewer === null || previous !== null) return session;
    return { ...session, resume_position_sec: await deps.resumePositions.find(viewer.userId, videoId, c.var.reads) };
  }

  const languages = createLanguages(publicUrl, deps.fetchAsset);
  const app = new Hono<EdgeEnv>();
  app.use(async (c, next) => {
    c.set('facts', readRequestFacts(c.req.raw, config.testCountry));
    c.set('reads', await deps.consistency.read(c.req.raw.headers));
    if (isForPeople(c)) c.set('words', await languages.read(wantedLocale(c)));
    await next();
    if (c.res.status === 101) return; // a WebSocket answer cannot be changed
    const headers = { ...commonHeaders(c.var.facts.requestId, overTls), ...staleHeaders(c.var.reads) };
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  });

  app.use(async (c, next) => {
    refuseOversize(c.req.raw);
    refuseForgery(c.req.raw, publicOrigin);
    const kind = rateClassOf(c.req.method, c.req.path);
    const limits = kind === null ? {} : await limitRate(kind, subjectsOf(c), deps.rates);
    await next();
    if (c.res.status === 101) return;
    for (const [name, value] of Object.entries(limits)) c.res.headers.set(name, value);
  });

  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.use('/api/v1/videos/:id/playback', openToOtherSites);
  app.use('/api/v1/videos/:id/stream', openToOtherSites);
  app.on(['GET', 'POST'], '/api/v1/videos/:id/playback', async (c) => answerJson(await playback(c)));
  app.get('/api/v1/videos/:id/stream', async (c) => {
    const format = c.req.query('format') ?? 'hls';
    if (format !== 'hls' && format !== 'dash')
      throw new AppError('validation_failed', 'format must be "hls" or "dash"', { details: { format } });
    const session = await playback(c);
    return c.redirect(format === 'hls' ? session.hls_url : session.dash_url, 302);
  });
  app.get('/api/v1/videos/:id/room', async (c) =>
    joinRoom(c.req.raw, c.req.param('id'), await viewerOf(c), factsOf(c), deps),
  );
  app.get('/api/v1/videos/:id/room/events', async (c) =>
    pollRoom(c.req.raw, c.req.param('id'), await viewerOf(c), factsOf(c), deps),
  );
  app.use('/api/v1/views', openToOtherSites);
  app.post('/api/v1/views', async (c) => {
    // An access token that ended meanwhile makes a viewer anonymous and loses no view.
    const viewer = await viewerOf(c).catch(() => null);
    const onSession = async (sessionId: string) => {
      await limitRate('session', { session: () => sessionId }, deps.rates);
    };
    const { clientAddress, country } = c.get('facts');
    return takeView(c.req.raw, deps, onSession, {
      userId: viewer === null || viewer.suspended ? null : viewer.userId,
      address: clientAddress,
      country,
    });
  });
  app.route('/', videoRoutes({ catalogue, feed, viewerOf, forward, now }));
  app.route('/', commentRoutes({ comments: deps.comments, catalogue, feed, viewerOf, factsOf }));
  app.post('/internal/rooms/:id/publish', (c) => publishToRoom(c.req.raw, c.req.param('id'), deps));
  app.on(['PATCH', 'PUT', 'DELETE'], '/api/v1/videos/*', forwardChange);
  app.post('/api/v1/me/videos/changes', forwardChange);
  app.all('/api/v1/*', forward);
  app.all('/storage/*', forward);
  app.get('/assets/*', (c) => serveAsset(c.req.raw, deps.fetchAsset));
  app.route('/', preferencesRoute(publicUrl));
  app.route('/', designRoute(publicUrl));
  const ownPages = { forward: forwardFor, publicUrl, now, page };
  const posters = async (c: Context<EdgeEnv>, videoIds: readonly string[]) =>
    postersFor(videoIds, await viewerOf(c).catch(() => null), c.var, { catalogue, feed, signer });
  app.route('/', accountPages(ownPages));
  const nobody = () => ({ requestId: crypto.randomUUID(), clientAddress: null, country: null });
  const finding = createFinding({
    ...{ catalogue, feed, signer, forward: forwardFor, now, waitUntil: deps.waitUntil, listStore: deps.lists },
    resumePositions: deps.resumePositions,
    viewerOf: (c: Context<EdgeEnv>) => viewerOf(c).catch(() => null),
    ask: (path: string) => forwardToOrigin(new Request(`${publicOrigin}/api/v1${path}`), nobody(), gateway),
  });
  const pages: PageDeps = { ...finding, feed, signer, publicHost, comments: deps.comments, resumeSec };
  app.route('/', pageRoutes(pages));
  const { sitemaps, waitUntil } = deps;
  app.route('/', aboutSite({ ...finding, feed, publicUrl, media, sitemaps, now, waitUntil }));
  app.route('/', findingPages(finding));
  app.route('/', libraryPages({ ...ownPages, posters }));
  const commentPolicy = (c: Context<EdgeEnv>, videoId: string) =>
    deps.comments.list(videoId, 'newest', { cursor: null, limit: 1 }, c.var.reads).then(
      ({ page }) => page.policy,
      () => null,
    );
  const videosChanged = () => feed.refresh(0);
  app.route('/', studioPages({ ...ownPages, posters, commentPolicy, videosChanged }));
  app.route('/', adminPages(ownPages));
  app.route('/', moderationPages({ ...ownPages, posters, videosChanged }));

  app.notFound((c) => {
    const error = new AppError('not_found', 'no such path');
    return isForPeople(c) ? errorPage(c, error) : errorResponse(error);
  });
  app.onError((error, c) => {
    const known = toAppError(error);
    if (known.status >= 500) logFailure(c.req.raw, c.var.facts.requestId, error);
    return isForPeople(c) ? errorPage(c, known) : errorResponse(known);
  });

  function answerMedia(request: Request, path: string): Response | Promise<Response> {
    const requestId = crypto.randomUUID();
    const common = commonHeaders(requestId, overTls);
    const refuse = (error: unknown) => {
      const known = toAppError(error);
      if (known.status >= 500) logFailure(request, requestId, error);
      return errorResponse(known, common);
    };
    try {
      const answer = serveMedia(request, path, media, common);
      return answer instanceof Promise ? answer.catch(refuse) : answer;
    } catch (error) {
      return refuse(error);
    }
  }

  async function answerRouted(request: Request, bindings: object, context: ExecutionContext): Promise<Response> {
    const response = await app.fetch(request, bindings, context);
    return deps.packsAnswers ? compressAnswer(request, response) : response;
  }

  return {
    routes: app.routes,
    fetch(request, bindings, context) {
      const path = rawPath(request.url);
      if (path.startsWith('/p/')) return answerMedia(request, path);
      return quickRead(request, path) ?? answerRouted(request, bindings, context);
    },
  };
}

const playbackPreflightHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type, X-Kinora-Consistency',
  'access-control-max-age': '86400',
};

/** Playback may be asked for by any site's player: it is guarded by the bearer, and no cookie plays a part. */
async function openToOtherSites(c: Context<EdgeEnv>, next: () => Promise<void>): Promise<Response | undefined> {
  if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: playbackPreflightHeaders });
  await next();
  c.res.headers.set('access-control-allow-origin', corsHeaders['access-control-allow-origin']);
  c.res.headers.set('cache-control', 'no-store'); // every answer holds a session of its own
  return undefined;
}

function isForPeople(c: Context<EdgeEnv>): boolean {
  return !/^\/(api|p|storage|assets|healthz|internal|oembed|thumbnails)(\/|$)|\.xml$/.test(c.req.path);
}
