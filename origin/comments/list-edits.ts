import type { CommentEdits } from '../../shared/contracts/comments.ts';
import type { Actor } from '../policy/who.ts';
import type { CommentDeps } from './deps.ts';
import { findComment } from './find-comment.ts';

/** What a comment said before each of its edits, for its author and those who decide about it. */
export async function listEdits(deps: CommentDeps, actor: Actor, commentId: string): Promise<CommentEdits> {
  await findComment(deps, actor, commentId, 'comments.read_edits');
  const edits = await deps.store.listEdits(commentId);
  return {
    edits: edits.map(({ content, writtenAt }) => ({ content, written_at: writtenAt.toISOString() })),
    next_cursor: null,
  };
}
