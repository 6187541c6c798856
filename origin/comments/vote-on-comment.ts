import type { CommentAction, CommentVote } from '../../shared/contracts/comments.ts';
import { AppError } from '../../shared/errors.ts';
import type { Actor } from '../policy/who.ts';
import type { CommentDeps } from './deps.ts';
import { findComment } from './find-comment.ts';

/** Likes, dislikes or takes the vote back; doing so again changes nothing. */
export async function voteOnComment(
  deps: CommentDeps,
  actor: NonNullable<Actor>,
  commentId: string,
  action: CommentAction,
): Promise<CommentVote> {
  await findComment(deps, actor, commentId, 'comments.rate');
  const vote = await deps.votes.vote({ commentId, userId: actor.userId, action, now: deps.clock() });
  if (!vote) throw new AppError('not_found', 'there is no such comment');
  deps.wakeCounts();
  return vote;
}
