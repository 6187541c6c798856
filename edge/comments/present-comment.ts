import { type CommentRow, presentCommentFacts } from '../../shared/comments/present-comment.ts';
import type { Comment } from '../../shared/contracts/comments.ts';
import { encodeCursor, type Position } from './cursor.ts';

/** Before every reply there can be. */
const START: Position = { key: -1, commentId: '00000000-0000-0000-0000-000000000000' };

export const repliesQuery = (commentId: string) => `replies:${commentId}`;
export const byTime = (a: CommentRow, b: CommentRow) =>
  a.createdAtMs - b.createdAtMs || (a.commentId < b.commentId ? -1 : 1);

/** `row` with those of `replies` that belong below it. */
export function presentComment(row: CommentRow, replies: ReadonlyMap<string, CommentRow[]>): Comment {
  const below = replies.get(row.commentId) ?? [];
  const last = below.at(-1);
  const position = last ? { key: last.createdAtMs, commentId: last.commentId } : START;
  return {
    ...presentCommentFacts(row),
    replies: below.map((reply) => presentComment(reply, replies)),
    more_replies_cursor: row.replyCount > below.length ? encodeCursor(repliesQuery(row.commentId), position) : null,
  };
}

/** Replies in their order, by the comment they are to. */
export function groupReplies(replies: readonly CommentRow[]): Map<string, CommentRow[]> {
  return Map.groupBy([...replies].sort(byTime), ({ parentId }) => parentId ?? '');
}
