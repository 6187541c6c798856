import type { AuditActor } from '../audit/audit-actor.ts';
import { noteAs } from '../audit/note-as.ts';
import type { Actor } from '../policy/who.ts';
import type { CommentDeps } from './deps.ts';
import { findComment } from './find-comment.ts';

/**
 * By its author, who looks after the channel, or a moderator; what others delete stands in the audit log. Throws
 * `not_found`, also when it is deleted already.
 */
export async function deleteComment(deps: CommentDeps, actor: Actor, by: AuditActor, commentId: string): Promise<void> {
  const { parts } = await findComment(deps, actor, commentId, 'comments.delete');
  await deps.store.delete(commentId, deps.clock(), parts.includes('author') ? null : noteAs(deps, by));
  deps.wakeRooms();
  deps.wakeCounts();
}
