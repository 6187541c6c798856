import { type Context, Hono } from 'hono';
import { AppError } from '../shared/errors.ts';
import type { PlaybackKeyRing } from '../shared/tokens/playback-keys.ts';
import type { EdgeConfig } from './config.ts';
import { forwardToOrigin } from './gateway/forward-to-origin.ts';
import { serveAsset } from './gateway/serve-asset.ts';
import { errorResponse, logFailure, toAppError } from './http/errors.ts';
import { rawPath } from './http/raw-path.ts';
import { type EdgeEnv, readRequestFacts } from './http/request-facts.ts';
import { commonHeaders } from './http/security-headers.ts';
import type { MediaStore } from './media/media-store.ts';
import { corsHeaders, serveMedia } from './media/serve-media.ts';
import type { Catalogue } from './metadata/catalogue.ts';
import { errorPage, type PageDeps, pageRoutes } from './pages/routes.tsx';
import { authorizePlayback } from './playback/authorize-playback.ts';
import { readViewer } from './playback/read-viewer.ts';
import type { SigningKeys } from './playback/signing-keys.ts';
import { startSession } from './playback/start-session.ts';
import { joinRoom, type Rooms } from './realtime/join-room.ts';

export type EdgeDeps = {
  config: EdgeConfig;
  keys: PlaybackKeyRing;
  signingKeys: SigningKeys;
  catalogue: Catalogue;
  media: MediaStore;
  rooms: Rooms;
  /** Serves the built web files. */
  fetchAsset: (request: Request) => Promise<Response>;
  now: () => number;
};

export type EdgeApp = {
  fetch(request: Request, bindings: object, context: ExecutionContext): Response | Promise<Response>;
};

/** The one public host. Media goes past the router: its path is known by four characters. */
export function createApp(deps: EdgeDeps): EdgeApp {
  const { config, catalogue, now } = deps;
  const signer = { keys: deps.keys, publicUrl: config.publicUrl, ttlSec: config.playbackTtlSec, now };
  const media = { keys: deps.keys, store: deps.media, now };
  const overTls = config.publicUrl.startsWith('https:');
  const pages: PageDeps = { catalogue, signer };
  const forward = (c: Context<EdgeEnv>) => forwardToOrigin(c.req.raw, c.var.facts, config);
  const viewerOf = (c: Context<EdgeEnv>) =>
    readViewer(c.req.header('authorization') ?? null, deps.signingKeys, { issuer: config.publicUrl, nowMs: now() });
  const factsOf = (c: Context<EdgeEnv>) => ({ country: c.var.facts.country, nowMs: now() });

  async function playback(c: Context<EdgeEnv>) {
    const allowed = await authorizePlayback(c.req.param('id') ?? '', await viewerOf(c), factsOf(c), catalogue);
    return startSession(
      {
        videoId: allowed.video.videoId,
        generation: allowed.generation,
        thumbnailGeneration: allowed.video.thumbnailGeneration,
        ladderCap: allowed.ladderCap,
        partial: !allowed.video.complete,
      },
      signer,
    );
  }

  const app = new Hono<EdgeEnv>();
  app.use(async (c, next) => {
    c.set('facts', readRequestFacts(c.req.raw, config.testCountry));
    await next();
    if (c.res.status === 101) return; // a WebSocket answer cannot be changed
    for (const [name, value] of Object.entries(commonHeaders(c.var.facts.requestId, overTls)))
      c.res.headers.set(name, value);
  });

  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.use('/api/v1/videos/:id/playback', openToOtherSites);
  app.use('/api/v1/videos/:id/stream', openToOtherSites);
  app.on(['GET', 'POST'], '/api/v1/videos/:id/playback', async (c) => c.json(await playback(c)));
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
  app.all('/api/v1/*', forward);
  app.all('/storage/*', forward);
  app.get('/assets/*', (c) => serveAsset(c.req.raw, deps.fetchAsset));
  app.route('/', pageRoutes(pages));

  app.notFound((c) => {
    const error = new AppError('not_found', 'no such path');
    return isForPeople(c) ? errorPage(c, error) : errorResponse(error);
  });
  app.onError((error, c) => {
    const known = toAppError(error);
    if (known.status >= 500) logFailure(c.req.raw, c.var.facts.requestId, error);
    return isForPeople(c) ? errorPage(c, known) : errorResponse(known);
  });

  async function answerMedia(request: Request): Promise<Response> {
    const requestId = crypto.randomUUID();
    const common = commonHeaders(requestId, overTls);
    try {
      return await serveMedia(request, media, common);
    } catch (error) {
      const known = toAppError(error);
      if (known.status >= 500) logFailure(request, requestId, error);
      return errorResponse(known, common);
    }
  }

  return {
    fetch: (request, bindings, context) =>
      rawPath(request.url).startsWith('/p/') ? answerMedia(request) : app.fetch(request, bindings, context),
  };
}

const playbackPreflightHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type',
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
  return !/^\/(api|p|storage|assets|healthz|internal)(\/|$)/.test(c.req.path);
}
