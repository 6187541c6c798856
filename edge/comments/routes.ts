import { type Context, Hono } from 'hono';
import { commentSorts } from '../../shared/contracts/comment-words.ts';
import type { Comment, CommentSort, Comments, Replies } from '../../shared/contracts/comments.ts';
import { AppError } from '../../shared/errors.ts';
import { consistencyHeader, requestIdHeader } from '../../shared/http-headers.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import { type AuthorizeDeps, judgePlayback, refusal } from '../playback/authorize-playback.ts';
import type { PlaybackFacts, Viewer } from '../playback/decide-playback.ts';
import type { CommentReader, PageQuery } from './comment-reader.ts';
import type { Vote } from './store.ts';

export type CommentDeps = AuthorizeDeps & {
  comments: CommentReader;
  viewerOf: (c: Context<EdgeEnv>) => Promise<Viewer>;
  factsOf: (c: Context<EdgeEnv>) => PlaybackFacts;
};

export const DEFAULT_COMMENTS = 20;
export const MAX_COMMENTS = 50;
const COMMENT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Any page of any site may read, with a bearer or without: browsers send no cookie along to a `*`. */
export const commentHeaders = {
  'cache-control': 'no-store', // the copy that is shared is kept behind the check
  'access-control-allow-origin': '*',
  'access-control-expose-headers': `${requestIdHeader}, ${consistencyHeader}, retry-after, x-kinora-stale, age`,
};

/** Reading comments; they are written at origin. Comments are as visible as the video they stand below. */
export function commentRoutes(deps: CommentDeps): Hono<EdgeEnv> {
  const { comments, viewerOf, factsOf } = deps;
  return new Hono<EdgeEnv>()
    .get('/api/v1/videos/:id/comments', async (c) => {
      const [sort, query] = [readSort(c.req.query('sort')), readPage(c)];
      const viewer = await viewerOf(c);
      const videoId = c.req.param('id');
      await requireVisible(c, videoId, viewer, 'no such video');
      const { page, json } = await comments.list(videoId, sort, query, c.var.reads);
      if (page.policy === 'off') return json.answer(c.req.raw, commentHeaders);
      const { withheld, votes } = await ownThings(c, viewer, videoId, page.comments);
      if (withheld.length + votes.size === 0) return json.answer(c.req.raw, commentHeaders);
      const before = query.cursor === null ? withheld.filter(({ parent_id }) => parent_id === null) : [];
      const shown = [...before, ...withOwn(page.comments, withheld, votes)];
      return c.json({ ...page, comments: shown } satisfies Comments, 200, commentHeaders);
    })
    .get('/api/v1/comments/:id/replies', async (c) => {
      const query = readPage(c);
      const viewer = await viewerOf(c);
      const commentId = c.req.param('id');
      const thread = COMMENT_ID.test(commentId) ? await comments.replies(commentId, query, c.var.reads) : null;
      // One answer for what is not there, what is withheld and what stands below a hidden video.
      if (!thread?.isOpen || !(thread.isApproved || thread.authorId === viewer?.userId))
        throw missing('no such comment');
      await requireVisible(c, thread.videoId, viewer, 'no such comment');
      const { replies, next_cursor } = thread.page;
      const { withheld, votes } = await ownThings(c, viewer, thread.videoId, replies);
      if (withheld.length + votes.size === 0) return thread.json.answer(c.req.raw, commentHeaders);
      const after = next_cursor === null ? withheld.filter(({ parent_id }) => parent_id === commentId).reverse() : [];
      const shown = [...withOwn(replies, withheld, votes), ...after];
      return c.json({ replies: shown, next_cursor } satisfies Replies, 200, commentHeaders);
    });

  /** What the viewer alone is to see of `page`. */
  async function ownThings(c: Context<EdgeEnv>, viewer: Viewer, videoId: string, page: readonly Comment[]) {
    if (!viewer) return { withheld: [], votes: new Map<string, Vote>() };
    const [withheld, votes] = await Promise.all([
      comments.withheld(viewer.userId, videoId, c.var.reads),
      comments.votes(viewer.userId, page.flatMap(idsIn), c.var.reads),
    ]);
    return { withheld, votes };
  }

  /** A video that cannot be played yet can be talked about. */
  async function requireVisible(c: Context<EdgeEnv>, videoId: string, viewer: Viewer, message: string): Promise<void> {
    const catalogue = deps.catalogue.for(c.var.reads);
    const { video, decision } = await judgePlayback(videoId, viewer, factsOf(c), { ...deps, catalogue });
    if (decision.allow || decision.code === 'video_not_playable') return;
    throw decision.code === 'not_found' ? missing(message) : refusal(decision.code, video);
  }
}

const missing = (message: string) => new AppError('not_found', message);

const idsIn = (comment: Comment): string[] => [comment.comment_id, ...comment.replies.flatMap(idsIn)];

/** With the viewer's own votes, and their own withheld replies below the comments that they are to. */
function withOwn(
  comments: readonly Comment[],
  withheld: readonly Comment[],
  votes: ReadonlyMap<string, Vote>,
): Comment[] {
  return comments.map((comment) => ({
    ...comment,
    own_vote: votes.get(comment.comment_id) ?? null,
    replies: [
      ...withOwn(comment.replies, withheld, votes),
      ...withheld.filter(({ parent_id }) => parent_id === comment.comment_id).reverse(),
    ],
  }));
}

function readSort(text: string | undefined): CommentSort {
  const sort = commentSorts.find((each) => each === (text ?? 'newest'));
  if (!sort) throw new AppError('validation_failed', `sort must be one of ${commentSorts.join(', ')}`);
  return sort;
}

function readPage(c: Context<EdgeEnv>): PageQuery {
  const limit = Number(c.req.query('limit') ?? DEFAULT_COMMENTS);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_COMMENTS)
    throw new AppError('validation_failed', `limit must be a whole number from 1 to ${MAX_COMMENTS}`);
  return { limit, cursor: c.req.query('cursor') ?? null };
}
