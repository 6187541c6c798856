import type { Comment, CommentSort, Comments, Replies } from '../../shared/contracts/comments.ts';
import { createReadCache } from '../cache/read-cache.ts';
import { createSharedJson, type SharedJson } from '../http/shared-json.ts';
import type { Reads } from '../metadata/reads.ts';
import { sortColumn } from './comment-sql.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { byTime, groupReplies, presentComment, repliesQuery } from './present-comment.ts';
import type { CommentRow, CommentStore, Vote } from './store.ts';

export type PageQuery = { cursor: string | null; limit: number };

/** A page as all viewers share it, presented once. */
export type SharedPage<T> = { page: T; json: SharedJson };
export type Thread = SharedPage<Replies> & { videoId: string; authorId: string; isApproved: boolean; isOpen: boolean };

/** Pages of comments, a second or two old at most; their readers have been let in before. */
export type CommentReader = {
  /** Throws `invalid_cursor`. */
  list(videoId: string, sort: CommentSort, query: PageQuery, reads: Reads): Promise<SharedPage<Comments>>;
  /** The same where it is fresh in this isolate's memory, so that nobody waits. */
  peek(videoId: string, sort: CommentSort, query: PageQuery): SharedPage<Comments> | undefined;
  /** Null for a comment that is not there. Throws `invalid_cursor`. */
  replies(commentId: string, query: PageQuery, reads: Reads): Promise<Thread | null>;
  /** What the author wrote below a video that others do not see, newest first. */
  withheld(authorId: string, videoId: string, reads: Reads): Promise<Comment[]>;
  /** How a user voted on some comments, by their ids. */
  votes(userId: string, commentIds: readonly string[], reads: Reads): Promise<ReadonlyMap<string, Vote>>;
};

export type CommentReaderOptions = {
  store: CommentStore;
  now: () => number;
  waitUntil: (work: Promise<unknown>) => void;
};

const MAX_AGE_MS = 30_000;
const AGES = { freshMs: 1_500, revalidateMs: 2_000 };
const MAX_PAGES = 500;
const MAX_VIEWERS = 2_000;

export function createCommentReader({ store, now, waitUntil }: CommentReaderOptions): CommentReader {
  const common = { ages: () => AGES, maxAgeMs: MAX_AGE_MS, now, waitUntil };
  const lists = createReadCache<SharedPage<Comments>>({
    ...common,
    maxEntries: MAX_PAGES,
    async load(key, from) {
      const [videoId, sort, cursor, limit] = JSON.parse(key) as ListKey; // made by `list` below
      const query = listQuery(videoId, sort);
      const after = cursor === null ? null : decodeCursor(cursor, query);
      const { value, index } = await store.list({ videoId, sort, after, limit: limit + 1 }, from);
      const replies = groupReplies(value.replies);
      const pinned = value.asked.filter(({ pinnedAtMs }) => pinnedAtMs !== null);
      const inOrder = value.asked.filter(({ pinnedAtMs }) => pinnedAtMs === null).sort(comparison(sort));
      const last = inOrder.length > limit ? inOrder[limit - 1] : undefined;
      pinned.sort((a, b) => (b.pinnedAtMs ?? 0) - (a.pinnedAtMs ?? 0));
      const shown = [...pinned, ...inOrder.slice(0, limit)];
      if (value.policy === 'off') return { value: closedTalk, index };
      const page = {
        policy: value.policy,
        comments: shown.map((row) => presentComment(row, replies)),
        next_cursor: last ? encodeCursor(query, { key: keyOf(last, sort), commentId: last.commentId }) : null,
        total_count: value.totalCount,
      };
      return { value: { page, json: createSharedJson(page) }, index };
    },
  });
  const threads = createReadCache<Thread | null>({
    ...common,
    maxEntries: MAX_PAGES,
    async load(key, from) {
      const [commentId, cursor, limit] = JSON.parse(key) as ThreadKey; // made by `replies` below
      const query = repliesQuery(commentId);
      const after = cursor === null ? null : decodeCursor(cursor, query);
      const { value, index } = await store.replies({ commentId, after, limit: limit + 1 }, from);
      const parent = value.asked.find((row) => row.commentId === commentId);
      if (!parent) return { value: null, index };
      const below = groupReplies(value.replies);
      const inOrder = value.asked.filter((row) => row !== parent).sort(byTime);
      const last = inOrder.length > limit ? inOrder[limit - 1] : undefined;
      const page = {
        replies: inOrder.slice(0, limit).map((row) => presentComment(row, below)),
        next_cursor: last ? encodeCursor(query, { key: last.createdAtMs, commentId: last.commentId }) : null,
      };
      const { videoId, author, state } = parent;
      const about = { videoId, authorId: author.userId, isApproved: state === 'approved' };
      const thread = { ...about, isOpen: value.policy !== 'off' };
      return { value: { ...thread, page, json: createSharedJson(page) }, index };
    },
  });
  const withheld = createReadCache<Comment[]>({
    ...common,
    maxEntries: MAX_VIEWERS,
    async load(key, from) {
      const [authorId, videoId] = JSON.parse(key) as [authorId: string, videoId: string]; // made by `withheld` below
      const { value, index } = await store.withheld({ authorId, videoId }, from);
      return { value: value.map((row) => presentComment(row, new Map())), index };
    },
  });

  /** Notes in `reads` how old the answer is. */
  async function read<T>(cache: ReturnType<typeof createReadCache<T>>, key: unknown[], reads: Reads): Promise<T> {
    const { value, staleMs } = await cache.get(JSON.stringify(key), reads.minIndex);
    if (staleMs !== null) reads.staleMs = Math.max(reads.staleMs ?? 0, staleMs);
    return value;
  }

  return {
    list(videoId, sort, { cursor, limit }, reads) {
      const key: ListKey = [videoId, sort, cursor, limit];
      return read(lists, key, reads);
    },
    peek(videoId, sort, { cursor, limit }) {
      const key: ListKey = [videoId, sort, cursor, limit];
      return lists.peek(JSON.stringify(key));
    },
    replies(commentId, { cursor, limit }, reads) {
      const key: ThreadKey = [commentId, cursor, limit];
      return read(threads, key, reads);
    },
    withheld: (authorId, videoId, reads) => read(withheld, [authorId, videoId], reads),
    async votes(userId, commentIds, { minIndex }) {
      if (commentIds.length === 0) return new Map();
      // Never shared, so not kept; a page without them is better than none.
      const from = { minIndex, fromPrimary: false };
      return store.votes({ userId, commentIds }, from).then(
        ({ value }) => value,
        () => new Map(),
      );
    },
  };
}

const closed: Comments = { comments: [], next_cursor: null, total_count: 0, policy: 'off' };
const closedTalk: SharedPage<Comments> = { page: closed, json: createSharedJson(closed) };

type ListKey = [videoId: string, sort: CommentSort, cursor: string | null, limit: number];
type ThreadKey = [commentId: string, cursor: string | null, limit: number];

const listQuery = (videoId: string, sort: CommentSort) => `${sort}:${videoId}`;
const keyOf = (row: CommentRow, sort: CommentSort) => (sortColumn(sort) === 'score' ? row.score : row.createdAtMs);

function comparison(sort: CommentSort): (a: CommentRow, b: CommentRow) => number {
  const sign = sort === 'oldest' ? 1 : -1;
  return (a, b) => sign * (keyOf(a, sort) - keyOf(b, sort) || (a.commentId < b.commentId ? -1 : 1));
}
