import { presentCommentFacts } from '../../shared/comments/present-comment.ts';
import type { CommentFacts } from '../../shared/contracts/comments.ts';
import type { Actor } from '../policy/who.ts';
import type { CommentDeps } from './deps.ts';
import { findComment } from './find-comment.ts';

/** A video has one pinned comment at most: pinning another unpins it. */
export async function pinComment(
  deps: CommentDeps,
  actor: Actor,
  commentId: string,
  pinned: boolean,
): Promise<CommentFacts> {
  await findComment(deps, actor, commentId, 'comments.pin');
  const comment = await deps.store.pin(commentId, pinned, deps.clock());
  deps.wakeRooms();
  return presentCommentFacts(comment);
}
