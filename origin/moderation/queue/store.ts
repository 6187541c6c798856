import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { DecideComment, Decision } from '../../../shared/contracts/moderation.ts';
import { comments, users, videos } from '../../../shared/schema/index.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import { changeCommentState } from '../../comments/store.ts';
import { addNotificationEvent } from '../../notifications/events/store.ts';
import type { Transaction } from '../../outbox/store.ts';
import { closeCase } from '../../reports/cases/store.ts';
import { putStanding } from '../channel/store.ts';
import { isAfter } from '../keyset/store.ts';
import type { Place } from '../keyset-cursor.ts';

export type QueueStore = ReturnType<typeof createQueueStore>;
export type HeldRow = Awaited<ReturnType<QueueStore['listHeld']>>[number];
/** `channelId`: comments of other channels are missing; `null`: those of all are there. */
export type Scope = { channelId: string | null };

// Word for word the condition of the indexes `comments_held` and `comments_held_channel`.
const isHeld = sql`${comments.state} = 'held' and ${comments.deletedAt} is null`;

export function createQueueStore(db: Database) {
  return {
    /** Longest waiting first. */
    async listHeld({ channelId }: Scope, after: Place | null, limit: number) {
      return heldQuery(db, { channelId }, after, limit);
    },

    /** In one transaction. Of two who decide at the same time, the first does and the second is told so. */
    async decide(
      commentIds: readonly string[],
      scope: Scope,
      decision: DecideComment,
      now: Date,
      note: NoteAudit,
    ): Promise<Decision[]> {
      return db.transaction(async (tx) => {
        const outcomes: Decision[] = [];
        for (const commentId of new Set(commentIds))
          outcomes.push(await decideOne(tx, commentId, scope, decision, now, note));
        return outcomes;
      });
    },
  };
}

/** Also for the test that looks at how SQLite goes about it. */
export function heldQuery(db: Database, { channelId }: Scope, after: Place | null, limit: number) {
  const isFurther = isAfter({ at: comments.createdAt, id: comments.id }, after);
  return db
    .select({
      ...{ commentId: comments.id, videoId: comments.videoId, channelId: videos.channelId },
      ...{ authorId: comments.authorId, username: users.username, content: comments.content },
      ...{ reasons: comments.reasons, createdAt: comments.createdAt },
    })
    .from(comments)
    .innerJoin(users, eq(users.id, comments.authorId))
    .innerJoin(videos, and(eq(videos.id, comments.videoId), isNull(videos.deletedAt)))
    .where(and(isHeld, channelId === null ? undefined : eq(comments.channelId, channelId), isFurther))
    .orderBy(asc(comments.createdAt), asc(comments.id))
    .limit(limit);
}

async function decideOne(
  tx: Transaction,
  commentId: string,
  { channelId }: Scope,
  { decision, expected_state: expected, block_author: blocksAuthor }: DecideComment,
  now: Date,
  note: NoteAudit,
): Promise<Decision> {
  const [comment] = await tx
    .select({
      ...{ state: comments.state, authorId: comments.authorId, channelId: comments.channelId },
      deletedAt: comments.deletedAt,
    })
    .from(comments)
    .where(eq(comments.id, commentId));
  const isMissing = !comment || comment.deletedAt !== null || (channelId !== null && comment.channelId !== channelId);
  if (isMissing) return { comment_id: commentId, outcome: 'missing', state: null };
  if (comment.state !== expected) return { comment_id: commentId, outcome: 'decided_before', state: comment.state };
  const state = decision === 'approve' ? 'approved' : 'rejected';
  const reasons = decision === 'approve' ? [] : ['decided'];
  if ((await changeCommentState(tx, { commentId, state, reasons }, now)) === null)
    return { comment_id: commentId, outcome: 'missing', state: null };
  if (blocksAuthor && comment.channelId !== null)
    await putStanding(tx, { channelId: comment.channelId, userId: comment.authorId, standing: 'blocked' }, now);
  await closeCase(tx, { kind: 'comment', id: commentId }, decision === 'approve' ? 'dismissed' : 'resolved', now);
  await addNotificationEvent(tx, { event: 'comment_decided', comment_id: commentId, outcome: state, reasons }, now);
  const detail = { author_blocked: blocksAuthor };
  await note(tx, { action: `comment.${state}`, object: { kind: 'comment', id: commentId }, detail });
  return { comment_id: commentId, outcome: 'decided', state };
}
