import type { CommentRow } from '../../shared/comments/present-comment.ts';
import { AppError } from '../../shared/errors.ts';
import { partsIn } from '../policy/channels.ts';
import { type Action, may, requireMay } from '../policy/may.ts';
import type { Actor, Part } from '../policy/who.ts';
import type { VideoAccess } from '../videos/access/store.ts';
import { findVisibleAccess } from '../videos/find-visible-video.ts';
import type { CommentDeps } from './deps.ts';

export type FoundComment = { comment: CommentRow; video: VideoAccess; parts: Part[] };

/**
 * A comment below a video that the actor sees. Throws `not_found` for one that is deleted or withheld from them, and
 * below a hidden video, all alike; `forbidden` when they see it and may not do `action`.
 */
export async function findComment(
  deps: CommentDeps,
  actor: Actor,
  commentId: string,
  action: Action,
): Promise<FoundComment> {
  const missing = new AppError('not_found', 'there is no such comment');
  const comment = await deps.store.find(commentId);
  if (!comment || comment.isDeleted) throw missing;
  const video = await findVisibleAccess(deps.videos, actor, comment.videoId).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'not_found' ? missing : error;
  });
  const parts = [...partsOf(video, actor), ...(actor?.userId === comment.author.userId ? (['author'] as const) : [])];
  const isSeen = comment.state === 'approved' || parts.includes('author') || may(actor, 'comments.decide', parts);
  if (!isSeen) throw missing;
  requireMay(actor, action, parts, 'this comment is not yours to change');
  return { comment, video, parts };
}

/** The actor's parts in the channel of a video. */
export function partsOf({ video, memberRole }: VideoAccess, actor: Actor): Part[] {
  return partsIn({ ownerId: video.ownerId, memberRole }, actor);
}

/** Throws `comments_off` where the video takes none. */
export function requireTalk({ video }: VideoAccess): void {
  if (video.commentPolicy === 'off') throw new AppError('comments_off', 'this video does not take comments');
}
