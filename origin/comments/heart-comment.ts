import { presentCommentFacts } from '../../shared/comments/present-comment.ts';
import type { CommentFacts } from '../../shared/contracts/comments.ts';
import type { Actor } from '../policy/who.ts';
import type { CommentDeps } from './deps.ts';
import { findComment } from './find-comment.ts';

/** The creator's heart, given or taken back. */
export async function heartComment(
  deps: CommentDeps,
  actor: NonNullable<Actor>,
  commentId: string,
  hearted: boolean,
): Promise<CommentFacts> {
  await findComment(deps, actor, commentId, 'comments.heart');
  const comment = await deps.store.heart(commentId, hearted, actor.userId, deps.clock());
  deps.wakeRooms();
  return presentCommentFacts(comment);
}
