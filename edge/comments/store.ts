import type { CommentRow } from '../../shared/comments/present-comment.ts';
import { commentPolicies } from '../../shared/contracts/comment-words.ts';
import type { CommentPolicy, CommentSort } from '../../shared/contracts/comments.ts';
import type { Loaded } from '../cache/read-cache.ts';
import type { Database, ReadFrom, Row } from '../metadata/database.ts';
import { listSql, repliesSql, type Statement, talkSql, votesSql, withheldSql } from './comment-sql.ts';
import type { Position } from './cursor.ts';

export type { CommentRow } from '../../shared/comments/present-comment.ts';
export type Vote = 'like' | 'dislike';

/** Comments as they came from one statement: those asked for, and the first replies to them, in no order. */
export type CommentRows = {
  asked: CommentRow[];
  replies: CommentRow[];
  /** Comments below the video that everyone sees. */
  totalCount: number;
  policy: CommentPolicy;
};

/** What is asked of the database; every call is one read, and one more for a list without any comment. */
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
  /** How a user voted on some comments, by their ids. */
  votes(query: { userId: string; commentIds: readonly string[] }, from: ReadFrom): Promise<Loaded<Map<string, Vote>>>;
};

export function createCommentStore(database: Database): CommentStore {
  async function read({ sql, args }: Statement, from: ReadFrom): Promise<Loaded<CommentRows>> {
    const { rows, index } = await database.query(sql, args, from);
    const asked = rows.filter(({ level }) => level === 0).map(toComment);
    const replies = rows.filter(({ level }) => level !== 0).map(toComment);
    return { value: { asked, replies, ...toTalk(rows[0]) }, index };
  }
  return {
    async list({ videoId, sort, after, limit }, from) {
      const page = await read(listSql(videoId, sort, after, limit), from);
      if (page.value.asked.length > 0) return page;
      const { sql, args } = talkSql(videoId);
      const { rows, index } = await database.query(sql, args, from);
      return { value: { ...page.value, ...toTalk(rows[0]) }, index: Math.min(index, page.index) };
    },
    replies: ({ commentId, after, limit }, from) => read(repliesSql(commentId, after, limit), from),
    async withheld({ authorId, videoId }, from) {
      const { value, index } = await read(withheldSql(authorId, videoId), from);
      return { value: value.asked.sort((a, b) => b.createdAtMs - a.createdAtMs), index };
    },
    async votes({ userId, commentIds }, from) {
      const { sql, args } = votesSql(userId, commentIds);
      const { rows, index } = await database.query(sql, args, from);
      const votes = rows.map((row) => [String(row.comment_id), row.vote === 'like' ? 'like' : 'dislike'] as const);
      return { value: new Map<string, Vote>(votes), index };
    },
  };
}

/** What is the same for all comments below a video; unknown policies show nothing. */
function toTalk(row: Row | undefined): Pick<CommentRows, 'totalCount' | 'policy'> {
  const policy = commentPolicies.find((each) => each === (row?.comment_policy ?? 'on')) ?? 'off';
  return { totalCount: Number(row?.comment_count ?? 0), policy };
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
    reasons: readTexts(text('reasons')),
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

function readTexts(json: string | null): string[] {
  const list: unknown = JSON.parse(json ?? '[]');
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}
