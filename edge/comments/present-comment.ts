import type { Comment } from '../../shared/contracts/comments.ts';
import { encodeCursor, type Position } from './cursor.ts';
import type { CommentRow } from './store.ts';

/** Before every reply there can be. */
const START: Position = { key: -1, commentId: '00000000-0000-0000-0000-000000000000' };

export const repliesQuery = (commentId: string) => `replies:${commentId}`;
export const byTime = (a: CommentRow, b: CommentRow) =>
  a.createdAtMs - b.createdAtMs || (a.commentId < b.commentId ? -1 : 1);

/** `row` with those of `replies` that belong below it. A tombstone tells nothing of what was there. */
export function presentComment(row: CommentRow, replies: ReadonlyMap<string, CommentRow[]>): Comment {
  const below = replies.get(row.commentId) ?? [];
  const last = below.at(-1);
  const position = last ? { key: last.createdAtMs, commentId: last.commentId } : START;
  return {
    comment_id: row.commentId,
    video_id: row.videoId,
    parent_id: row.parentId,
    depth: row.depth,
    author: row.isDeleted
      ? null
      : {
          user_id: row.author.userId,
          username: row.author.username,
          name: row.author.name,
          image_url: row.author.imageUrl,
        },
    content: row.isDeleted ? null : row.content,
    state: row.state,
    created_at: new Date(row.createdAtMs).toISOString(),
    edited_at: row.editedAtMs === null || row.isDeleted ? null : new Date(row.editedAtMs).toISOString(),
    pinned: row.pinnedAtMs !== null,
    hearted: row.isHearted && !row.isDeleted,
    by_creator: row.byCreator && !row.isDeleted,
    like_count: row.likeCount,
    dislike_count: row.dislikeCount,
    reply_count: row.replyCount,
    replies: below.map((reply) => presentComment(reply, replies)),
    more_replies_cursor: row.replyCount > below.length ? encodeCursor(repliesQuery(row.commentId), position) : null,
  };
}

/** Replies in their order, by the comment they are to. */
export function groupReplies(replies: readonly CommentRow[]): Map<string, CommentRow[]> {
  return Map.groupBy([...replies].sort(byTime), ({ parentId }) => parentId ?? '');
}
