import type { DecideComment, Decision } from '../../../shared/contracts/moderation.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import { noteAs } from '../../audit/note-as.ts';
import { findChannelFor } from '../../channels/find-channel.ts';
import { findComment } from '../../comments/find-comment.ts';
import { requireMay } from '../../policy/may.ts';
import type { Actor } from '../../policy/who.ts';
import type { ModerationDeps } from '../deps.ts';
import type { Scope } from './store.ts';

/** One comment. Throws `not_found`, `forbidden`. */
export async function decideComment(
  deps: ModerationDeps,
  by: AuditActor,
  actor: Actor,
  commentId: string,
  decision: DecideComment,
): Promise<Decision> {
  await findComment(deps.comments, actor, commentId, 'comments.decide');
  const [outcome] = await decide(deps, by, [commentId], { channelId: null }, decision);
  if (!outcome || outcome.outcome === 'missing') throw new AppError('not_found', 'there is no such comment');
  return outcome;
}

/** Many below a channel's videos. Throws `not_found` for the channel, `forbidden`. */
export async function decideInChannel(
  deps: ModerationDeps,
  by: AuditActor,
  actor: Actor,
  reference: string,
  { comment_ids, ...decision }: DecideComment & { comment_ids: string[] },
): Promise<Decision[]> {
  const channel = await findChannelFor(deps.channels, actor, reference, 'channels.decide');
  return decide(deps, by, comment_ids, { channelId: channel.id }, decision);
}

/** Many, wherever they are. Throws `forbidden`. */
export async function decideEverywhere(
  deps: ModerationDeps,
  by: AuditActor,
  actor: Actor,
  { comment_ids, ...decision }: DecideComment & { comment_ids: string[] },
): Promise<Decision[]> {
  requireMay(actor, 'moderation.decide', [], 'this is for moderators');
  return decide(deps, by, comment_ids, { channelId: null }, decision);
}

async function decide(
  deps: ModerationDeps,
  by: AuditActor,
  commentIds: readonly string[],
  scope: Scope,
  decision: DecideComment,
): Promise<Decision[]> {
  const outcomes = await deps.queue.decide(commentIds, scope, decision, deps.clock(), noteAs(deps, by));
  deps.comments.wakeRooms();
  deps.comments.wakeCounts();
  return outcomes;
}
