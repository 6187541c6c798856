import { type Context, Hono } from 'hono';
import { commentSorts } from '../../shared/contracts/comment-words.ts';
import { AppError } from '../../shared/errors.ts';
import type { CommentReader } from '../comments/comment-reader.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { type AuthorizeDeps, judgePlayback, refusal } from '../playback/authorize-playback.ts';
import type { PlaybackFacts, RefusalCode, Viewer } from '../playback/decide-playback.ts';
import { askingSite } from '../playback/site-allowed.ts';
import { posterPath, type SessionSigner, startSession } from '../playback/start-session.ts';
import { sharingOf } from './about-site/shared-video.ts';
import { signInFirst } from './account/deps.ts';
import type { BrowseDeps } from './browse/deps.ts';
import { EmbedPage } from './embed.tsx';
import { page } from './page.tsx';
import { relatedVideos } from './related-videos.ts';
import { seemsSignedIn } from './visit.ts';
import { WatchPage, type WatchProps } from './watch.tsx';
import type { WatchState } from './watch-stage.tsx';

export type PageDeps = AuthorizeDeps &
  Pick<BrowseDeps, 'answers' | 'lists' | 'show' | 'viewerOf'> & {
    signer: SessionSigner;
    publicHost: string;
    comments: CommentReader;
    /** Where whoever asks for a page goes on with its video. */
    resumeSec: (c: Context<EdgeEnv>, videoId: string) => Promise<number>;
  };

type Staged = { video: EdgeVideo; state: WatchState };

const COMMENTS_SHOWN = 20;

/** A video on a page of its own, and in a frame on another site's. */
export function pageRoutes(deps: PageDeps): Hono<EdgeEnv> {
  const { catalogue, feed, signer, publicHost, comments, viewerOf, resumeSec } = deps;
  const { publicUrl } = signer;
  const factsOf = (c: Context<EdgeEnv>) => ({ country: c.var.facts.country, nowMs: signer.now() });

  /** What takes the player's place on a video's page, or why there is none for this viewer. */
  async function stage(
    videoId: string,
    viewer: Viewer,
    facts: PlaybackFacts,
    { facts: place, reads }: EdgeEnv['Variables'],
  ): Promise<Staged | { code: RefusalCode; video: EdgeVideo | null }> {
    const { video, decision } = await judgePlayback(videoId, viewer, facts, { catalogue: catalogue.for(reads), feed });
    if (!video) return { code: 'not_found', video };
    if (!decision.allow) {
      if (decision.code !== 'video_not_playable') return { code: decision.code, video };
      return { video, state: { kind: video.status === 'failed' ? 'failed' : 'processing' } };
    }
    const request = { viewer, site: facts.site ?? null, place, previous: null };
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
    .get('/watch/:id', async (c) => {
      const facts = factsOf(c);
      const viewer = await viewerOf(c);
      const staged = await stage(c.req.param('id'), viewer?.suspended ? null : viewer, facts, c.var);
      if ('code' in staged) {
        // The cookie lasts for minutes: whoever may see more than everybody is known again after the sign-in page.
        const isLapsed = viewer === null && seemsSignedIn(c) && /^(not_found|age_restricted)$/.test(staged.code);
        if (isLapsed) return signInFirst(new URL(c.req.url).pathname + new URL(c.req.url).search);
        throw refusal(staged.code, staged.video);
      }
      const { state } = staged;
      const { videoId } = staged.video;
      const [counts, talk, more, positionSec] = await Promise.all([
        catalogue.counts(videoId),
        talkBelow(c, videoId),
        relatedVideos(c, videoId, deps),
        state.kind === 'player' ? resumeSec(c, videoId) : 0,
      ]);
      if (state.kind === 'player') state.session.resume_position_sec = positionSec;
      const props = {
        ...{ video: { ...staged.video, ...counts }, state, talk, more, publicUrl, nowMs: facts.nowMs },
        sharing: sharingOf(staged.video, facts.nowMs),
      };
      return page(c, (nonce) => <WatchPage {...props} nonce={nonce} />);
    })
    .get('/embed/:id', async (c) => {
      const facts = { ...factsOf(c), site: askingSite(c.req.raw.headers, publicHost) };
      const staged = await stage(c.req.param('id'), null, facts, c.var); // no cookie comes from another site's frame
      if ('code' in staged) throw refusal(staged.code, staged.video);
      const { video, state } = staged;
      if (state.kind !== 'player') throw refusal('video_not_playable', video);
      const props = { video, session: state.session, poster: state.poster, publicUrl };
      return page(c, (nonce) => <EmbedPage {...props} nonce={nonce} />, {
        status: 200,
        headers: {},
        frameAncestors: video.embedDomains.join(' ') || '*',
      });
    });
}
