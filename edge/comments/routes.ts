import { type Context, Hono } from 'hono';
import { type Comment, type CommentSort, commentSorts } from '../../shared/contracts/comments.ts';
import { AppError } from '../../shared/errors.ts';
import { consistencyHeader, requestIdHeader } from '../../shared/http-headers.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import { type AuthorizeDeps, judgePlayback, refusal } from '../playback/authorize-playback.ts';
import type { PlaybackFacts, Viewer } from '../playback/decide-playback.ts';
import type { CommentReader, PageQuery } from './comment-reader.ts';

export type CommentDeps = AuthorizeDeps & {
  comments: CommentReader;
  viewerOf: (c: Context<EdgeEnv>) => Promise<Viewer>;
  factsOf: (c: Context<EdgeEnv>) => PlaybackFacts;
};

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 50;
const COMMENT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Any page of any site may read, with a bearer or without: browsers send no cookie along to a `*`. */
const commonHeaders = {
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
      const own = viewer ? await comments.withheld(viewer.userId, videoId, c.var.reads) : [];
      if (own.length === 0) return json.answer(c.req.raw, commonHeaders);
      const before = query.cursor === null ? own.filter(({ parent_id }) => parent_id === null) : [];
      return c.json({ ...page, comments: [...before, ...withOwn(page.comments, own)] }, 200, commonHeaders);
    })
    .get('/api/v1/comments/:id/replies', async (c) => {
      const query = readPage(c);
      const viewer = await viewerOf(c);
      const commentId = c.req.param('id');
      const thread = COMMENT_ID.test(commentId) ? await comments.replies(commentId, query, c.var.reads) : null;
      // One answer for what is not there, what is withheld and what stands below a hidden video.
      if (!thread || !(thread.isApproved || thread.authorId === viewer?.userId)) throw missing('no such comment');
      await requireVisible(c, thread.videoId, viewer, 'no such comment');
      const own = viewer ? await comments.withheld(viewer.userId, thread.videoId, c.var.reads) : [];
      if (own.length === 0) return thread.json.answer(c.req.raw, commonHeaders);
      const { replies, next_cursor } = thread.page;
      const after = next_cursor === null ? own.filter(({ parent_id }) => parent_id === commentId).reverse() : [];
      return c.json({ replies: [...withOwn(replies, own), ...after], next_cursor }, 200, commonHeaders);
    });

  /** A video that cannot be played yet can be talked about. */
  async function requireVisible(c: Context<EdgeEnv>, videoId: string, viewer: Viewer, message: string): Promise<void> {
    const catalogue = deps.catalogue.for(c.var.reads);
    const { video, decision } = await judgePlayback(videoId, viewer, factsOf(c), { ...deps, catalogue });
    if (decision.allow || decision.code === 'video_not_playable') return;
    throw decision.code === 'not_found' ? missing(message) : refusal(decision.code, video);
  }
}

const missing = (message: string) => new AppError('not_found', message);

/** The author's own withheld replies, below the comments that they are to. */
function withOwn(comments: readonly Comment[], own: readonly Comment[]): Comment[] {
  return comments.map((comment) => ({
    ...comment,
    replies: [
      ...withOwn(comment.replies, own),
      ...own.filter(({ parent_id }) => parent_id === comment.comment_id).reverse(),
    ],
  }));
}

function readSort(text: string | undefined): CommentSort {
  const sort = commentSorts.find((each) => each === (text ?? 'newest'));
  if (!sort) throw new AppError('validation_failed', `sort must be one of ${commentSorts.join(', ')}`);
  return sort;
}

function readPage(c: Context<EdgeEnv>): PageQuery {
  const limit = Number(c.req.query('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new AppError('validation_failed', `limit must be a whole number from 1 to ${MAX_LIMIT}`);
  return { limit, cursor: c.req.query('cursor') ?? null };
}
