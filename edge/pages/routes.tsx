import { type Context, Hono } from 'hono';
import { commentSorts } from '../../shared/contracts/comment-words.ts';
import { AppError } from '../../shared/errors.ts';
import type { CommentReader } from '../comments/comment-reader.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import type { Reads } from '../metadata/reads.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { type AuthorizeDeps, judgePlayback, refusal } from '../playback/authorize-playback.ts';
import { decidePlayback, type PlaybackFacts } from '../playback/decide-playback.ts';
import { askingSite } from '../playback/site-allowed.ts';
import { posterPath, type SessionSigner, startSession } from '../playback/start-session.ts';
import { EmbedPage } from './embed.tsx';
import { HomePage } from './home.tsx';
import { page } from './page.tsx';
import type { ListedVideo } from './video-card.tsx';
import { seemsSignedIn } from './visit.ts';
import { WatchPage, type WatchProps, type WatchState } from './watch.tsx';

export type PageDeps = AuthorizeDeps & {
  signer: SessionSigner;
  publicHost: string;
  comments: CommentReader;
  /** Where whoever asks for a page goes on with its video. */
  resumeSec: (c: Context<EdgeEnv>, videoId: string) => Promise<number>;
};

const MORE_VIDEOS = 12;
const COMMENTS_SHOWN = 20;

/** Pages are rendered for an anonymous viewer: they carry no cookie yet. */
export function pageRoutes({ catalogue, feed, signer, publicHost, comments, resumeSec }: PageDeps): Hono<EdgeEnv> {
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

  /** The thread below a video as everybody sees it; the page is shown without it where it cannot be read. */
  async function talkBelow(c: Context<EdgeEnv>, videoId: string): Promise<WatchProps['talk']> {
    const sort = commentSorts.find((each) => each === c.req.query('comments')) ?? 'newest';
    const page = (cursor: string | null) =>
      comments.list(videoId, sort, { cursor, limit: COMMENTS_SHOWN }, c.var.reads).then(({ page }) => page);
    const cursor = c.req.query('after') ?? null;
    const talk = await page(cursor)
      .catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'invalid_cursor') return page(null);
        throw error;
      })
      .catch(() => null);
    return { talk, sort, signedIn: seemsSignedIn(c) };
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
      if (state.kind === 'player') state.session.resume_position_sec = await resumeSec(c, staged.video.videoId);
      const video = { ...staged.video, ...(await catalogue.counts(staged.video.videoId)) };
      const talk = await talkBelow(c, video.videoId);
      const more = (await listed(facts, c.var.reads))
        .filter((item) => item.video.videoId !== video.videoId)
        .slice(0, MORE_VIDEOS);
      return page(c, (nonce) => (
        <WatchPage video={video} state={state} talk={talk} more={more} nowMs={facts.nowMs} nonce={nonce} />
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
