import { type Context, Hono } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { toBase64Url } from '../../shared/base64url.ts';
import type { AppError } from '../../shared/errors.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import { pageHeaders } from '../http/security-headers.ts';
import type { Reads } from '../metadata/reads.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { type AuthorizeDeps, judgePlayback, refusal } from '../playback/authorize-playback.ts';
import { decidePlayback, type PlaybackFacts } from '../playback/decide-playback.ts';
import { askingSite } from '../playback/site-allowed.ts';
import { posterPath, type SessionSigner, startSession } from '../playback/start-session.ts';
import { EmbedPage } from './embed.tsx';
import { HomePage } from './home.tsx';
import { MessagePage } from './message.tsx';
import type { ListedVideo } from './video-card.tsx';
import { WatchPage, type WatchState } from './watch.tsx';

export type PageDeps = AuthorizeDeps & { signer: SessionSigner; publicHost: string };

const MORE_VIDEOS = 12;

/** Pages are rendered for an anonymous viewer: they carry no cookie yet. */
export function pageRoutes({ catalogue, feed, signer, publicHost }: PageDeps): Hono<EdgeEnv> {
  const factsOf = (c: Context<EdgeEnv>) => ({ country: c.var.facts.country, nowMs: signer.now() });

  async function listed(facts: PlaybackFacts, reads: Reads): Promise<ListedVideo[]> {
    const allowed = (await catalogue.for(reads).newest()).flatMap((video) => {
      const decision = decidePlayback(video, null, facts);
      const isCurrent = video.asOfSeq >= feed.revocations.seqOfVideo(video.videoId);
      return decision.allow && isCurrent ? [{ video, decision }] : [];
    });
    return Promise.all(allowed.map(async (each) => ({ video: each.video, poster: await posterPath(each, signer) })));
  }

  /** What takes the player's place on a video's page; refusals are thrown. */
  async function stage(
    videoId: string,
    facts: PlaybackFacts,
    { facts: place, reads }: EdgeEnv['Variables'],
  ): Promise<{ video: EdgeVideo; state: WatchState }> {
    const { video, decision } = await judgePlayback(videoId, null, facts, { catalogue: catalogue.for(reads), feed });
    if (!video) throw refusal('not_found', video);
    if (!decision.allow) {
      if (decision.code !== 'video_not_playable') throw refusal(decision.code, video);
      return { video, state: { kind: video.status === 'failed' ? 'failed' : 'processing' } };
    }
    const request = { viewer: null, site: facts.site ?? null, place, previous: null };
    const session = await startSession({ video, decision }, request, signer);
    const poster = await posterPath({ video, decision }, signer);
    return { video, state: { kind: 'player', session, poster } };
  }

  return new Hono<EdgeEnv>()
    .get('/', async (c) => {
      const facts = factsOf(c);
      const items = await listed(facts, c.var.reads);
      return page(c, () => <HomePage items={items} nowMs={facts.nowMs} />);
    })
    .get('/watch/:id', async (c) => {
      const facts = factsOf(c);
      const staged = await stage(c.req.param('id'), facts, c.var);
      const { state } = staged;
      const video = { ...staged.video, viewCount: await catalogue.viewCount(staged.video.videoId) };
      const more = (await listed(facts, c.var.reads))
        .filter((item) => item.video.videoId !== video.videoId)
        .slice(0, MORE_VIDEOS);
      return page(c, (nonce) => (
        <WatchPage video={video} state={state} more={more} nowMs={facts.nowMs} nonce={nonce} />
      ));
    })
    .get('/embed/:id', async (c) => {
      const facts = { ...factsOf(c), site: askingSite(c.req.raw.headers, publicHost) };
      const { video, state } = await stage(c.req.param('id'), facts, c.var);
      if (state.kind !== 'player') throw refusal('video_not_playable', video);
      return page(
        c,
        (nonce) => <EmbedPage video={video} session={state.session} poster={state.poster} nonce={nonce} />,
        { status: 200, headers: {}, frameAncestors: video.embedDomains.join(' ') || '*' },
      );
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
  init: { status: number; headers: Record<string, string>; frameAncestors?: string } = { status: 200, headers: {} },
): Promise<Response> {
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
  const embeddable = c.req.path.startsWith('/embed/');
  return new Response(`<!doctype html>${await render(nonce)}`, {
    status: init.status,
    headers: { ...pageHeaders(nonce, embeddable ? (init.frameAncestors ?? '*') : "'none'"), ...init.headers },
  });
}
