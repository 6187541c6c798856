import type { CommentSort, CommentState } from '../../shared/contracts/comments.ts';
import type { Loaded } from '../cache/read-cache.ts';
import type { Database, ReadFrom, Row } from '../metadata/database.ts';
import { listSql, repliesSql, type Statement, withheldSql } from './comment-sql.ts';
import type { Position } from './cursor.ts';

export type CommentRow = {
  commentId: string;
  videoId: string;
  parentId: string | null;
  depth: number;
  author: { userId: string; username: string; name: string; imageUrl: string | null };
  content: string;
  state: CommentState;
  createdAtMs: number;
  editedAtMs: number | null;
  isDeleted: boolean;
  pinnedAtMs: number | null;
  isHearted: boolean;
  byCreator: boolean;
  likeCount: number;
  dislikeCount: number;
  replyCount: number;
  score: number;
};

/** Comments as they came from one statement: those asked for, and the first replies to them, in no order. */
export type CommentRows = {
  asked: CommentRow[];
  replies: CommentRow[];
  /** Comments below the video that everyone sees; 0 when there are no rows to tell. */
  totalCount: number;
};

/** What is asked of the database; every call is one read. */
export type CommentStore = {
  list(
    query: { videoId: string; sort: CommentSort; after: Position | null; limit: number },
    from: ReadFrom,
  ): Promise<Loaded<CommentRows>>;
  /** The comment itself is among `asked`. */
  replies(
    query: { commentId: string; after: Position | null; limit: number },
    from: ReadFrom,
  ): Promise<Loaded<CommentRows>>;
  /** The author's own comments that others do not see, newest first. */
  withheld(query: { authorId: string; videoId: string }, from: ReadFrom): Promise<Loaded<CommentRow[]>>;
};

export function createCommentStore(database: Database): CommentStore {
  async function read({ sql, args }: Statement, from: ReadFrom): Promise<Loaded<CommentRows>> {
    const { rows, index } = await database.query(sql, args, from);
    const asked = rows.filter(({ level }) => level === 0).map(toComment);
    const replies = rows.filter(({ level }) => level !== 0).map(toComment);
    return { value: { asked, replies, totalCount: Number(rows[0]?.comment_count ?? 0) }, index };
  }
  return {
    list: ({ videoId, sort, after, limit }, from) => read(listSql(videoId, sort, after, limit), from),
    replies: ({ commentId, after, limit }, from) => read(repliesSql(commentId, after, limit), from),
    async withheld({ authorId, videoId }, from) {
      const { value, index } = await read(withheldSql(authorId, videoId), from);
      return { value: value.asked.sort((a, b) => b.createdAtMs - a.createdAtMs), index };
    },
  };
}

function toComment(row: Row): CommentRow {
  const number = (name: string) => (typeof row[name] === 'number' ? row[name] : null);
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
  const state = text('state');
  return {
    commentId: text('id') ?? '',
    videoId: text('video_id') ?? '',
    parentId: text('parent_id'),
    depth: number('depth') ?? 0,
    author: {
      userId: text('author_id') ?? '',
      username: text('username') ?? '',
      name: text('author_name') ?? '',
      imageUrl: text('image'),
    },
    content: text('content') ?? '',
    state: state === 'approved' || state === 'held' ? state : 'rejected', // unknown states show nothing to others
    createdAtMs: number('created_at') ?? 0,
    editedAtMs: number('edited_at'),
    isDeleted: number('deleted_at') !== null,
    pinnedAtMs: number('pinned_at'),
    isHearted: number('hearted_at') !== null,
    byCreator: text('author_id') === text('owner_id'),
    likeCount: number('like_count') ?? 0,
    dislikeCount: number('dislike_count') ?? 0,
    replyCount: number('reply_count') ?? 0,
    score: number('score') ?? 0,
  };
}
