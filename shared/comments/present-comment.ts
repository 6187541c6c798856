import type { CommentFacts, CommentState } from '../contracts/comments.ts';

/** A comment's row together with its author's. */
export type CommentRow = {
  commentId: string;
  videoId: string;
  parentId: string | null;
  depth: number;
  author: { userId: string; username: string; name: string; imageUrl: string | null };
  content: string;
  state: CommentState;
  reasons: string[];
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

/** A tombstone tells nothing of what was there. */
export function presentCommentFacts(row: CommentRow): CommentFacts {
  const { author, isDeleted } = row;
  return {
    comment_id: row.commentId,
    video_id: row.videoId,
    parent_id: row.parentId,
    depth: row.depth,
    author: isDeleted
      ? null
      : { user_id: author.userId, username: author.username, name: author.name, image_url: author.imageUrl },
    content: isDeleted ? null : row.content,
    state: row.state,
    reasons: row.state === 'approved' ? [] : row.reasons,
    created_at: new Date(row.createdAtMs).toISOString(),
    edited_at: row.editedAtMs === null || isDeleted ? null : new Date(row.editedAtMs).toISOString(),
    pinned: row.pinnedAtMs !== null,
    hearted: row.isHearted && !isDeleted,
    by_creator: row.byCreator && !isDeleted,
    like_count: isDeleted ? 0 : row.likeCount,
    dislike_count: isDeleted ? 0 : row.dislikeCount,
    own_vote: null,
    reply_count: row.replyCount,
  };
}
