import { type Context, Hono } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { toBase64Url } from '../../shared/base64url.ts';
import { AppError } from '../../shared/errors.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import { pageHeaders } from '../http/security-headers.ts';
import type { Catalogue } from '../metadata/catalogue.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { refusalMessages } from '../playback/authorize-playback.ts';
import { decidePlayback, type PlaybackFacts } from '../playback/decide-playback.ts';
import { posterPath, type SessionSigner, startSession } from '../playback/start-session.ts';
import { EmbedPage } from './embed.tsx';
import { HomePage } from './home.tsx';
import { MessagePage } from './message.tsx';
import type { ListedVideo } from './video-card.tsx';
import { WatchPage, type WatchState } from './watch.tsx';

export type PageDeps = { catalogue: Catalogue; signer: SessionSigner };

const MORE_VIDEOS = 12;

/** Pages are rendered for an anonymous viewer: they carry no cookie yet. */
export function pageRoutes({ catalogue, signer }: PageDeps): Hono<EdgeEnv> {
  const factsOf = (c: Context<EdgeEnv>) => ({ country: c.var.facts.country, nowMs: signer.now() });

  async function listed(facts: PlaybackFacts): Promise<ListedVideo[]> {
    const allowed = (await catalogue.newest()).flatMap((video) => {
      const decision = decidePlayback(video, null, facts);
      return decision.allow ? [{ video, generation: decision.generation }] : [];
    });
    return Promise.all(
      allowed.map(async ({ video, generation }) => ({
        video,
        poster: await posterPath(video.videoId, video.thumbnailGeneration ?? generation, signer),
      })),
    );
  }

  /** What takes the player's place on a video's page; refusals are thrown. */
  async function stage(
    video: EdgeVideo | null,
    facts: PlaybackFacts,
  ): Promise<{ video: EdgeVideo; state: WatchState }> {
    const decision = decidePlayback(video, null, facts);
    if (!video) throw new AppError('not_found', refusalMessages.not_found);
    if (!decision.allow) {
      if (decision.code !== 'video_not_playable') throw new AppError(decision.code, refusalMessages[decision.code]);
      return { video, state: { kind: video.status === 'failed' ? 'failed' : 'processing' } };
    }
    const { videoId, complete, thumbnailGeneration } = video;
    const { generation, ladderCap } = decision;
    const session = await startSession(
      { videoId, generation, thumbnailGeneration, ladderCap, partial: !complete },
      signer,
    );
    const poster = await posterPath(videoId, thumbnailGeneration ?? generation, signer);
    return { video, state: { kind: 'player', session, poster } };
  }

  return new Hono<EdgeEnv>()
    .get('/', async (c) => {
      const facts = factsOf(c);
      const items = await listed(facts);
      return page(c, () => <HomePage items={items} nowMs={facts.nowMs} />);
    })
    .get('/watch/:id', async (c) => {
      const facts = factsOf(c);
      const { video, state } = await stage(await catalogue.video(c.req.param('id')), facts);
      const more = (await listed(facts)).filter((item) => item.video.videoId !== video.videoId).slice(0, MORE_VIDEOS);
      return page(c, (nonce) => (
        <WatchPage video={video} state={state} more={more} nowMs={facts.nowMs} nonce={nonce} />
      ));
    })
    .get('/embed/:id', async (c) => {
      const { video, state } = await stage(await catalogue.video(c.req.param('id')), factsOf(c));
      if (state.kind !== 'player') throw new AppError('video_not_playable', refusalMessages.video_not_playable);
      return page(c, (nonce) => (
        <EmbedPage video={video} session={state.session} poster={state.poster} nonce={nonce} />
      ));
    });
}

/** `error` as a page, with its own status. */
export function errorPage(c: Context<EdgeEnv>, error: AppError): Promise<Response> {
  const bare = c.req.path.startsWith('/embed/');
  return page(
    c,
    () => <MessagePage code={error.code} requestId={c.var.facts.requestId} bare={bare} showId={error.status >= 500} />,
    { status: error.status, headers: error.headers },
  );
}

async function page(
  c: Context<EdgeEnv>,
  render: (nonce: string) => JSX.Element,
  init: { status: number; headers: Record<string, string> } = { status: 200, headers: {} },
): Promise<Response> {
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
  const embeddable = c.req.path.startsWith('/embed/');
  return new Response(`<!doctype html>${await render(nonce)}`, {
    status: init.status,
    headers: { ...pageHeaders(nonce, embeddable ? '*' : "'none'"), ...init.headers },
  });
}
