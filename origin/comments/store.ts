import { and, asc, count, eq, isNotNull, ne } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { inGroups } from '../../platform/in-groups.ts';
import type { Question } from '../../platform/questions.ts';
import { mentionedHandles } from '../../shared/comments/comment-segments.ts';
import { type CommentRow, presentCommentFacts } from '../../shared/comments/present-comment.ts';
import type { CommentEvent, CommentPolicy } from '../../shared/contracts/comments.ts';
import { AppError } from '../../shared/errors.ts';
import { commentEdits, commentMentions, comments, commentVotes, videos } from '../../shared/schema/index.ts';
import type { NoteAudit } from '../audit/note-as.ts';
import { noteChange } from '../changes/store.ts';
import { addSignals } from '../discovery/signals/store.ts';
import { addNotificationEvent } from '../notifications/events/store.ts';
import type { Transaction } from '../outbox/store.ts';
import { addRoomMessage } from '../realtime/store.ts';
import { countBelow, isReachable, settleSight } from './counts/store.ts';
import type { Verdict } from './deps.ts';
import { setMentions } from './mentions/store.ts';
import { type NewComment, type Surroundings, surroundingsOf, writeComment } from './posting/store.ts';
import { noSuchComment, readComment, readComments, written } from './rows/store.ts';
import { graver } from './verdict.ts';

export type CommentStore = ReturnType<typeof createCommentStore>;

/** A comment that was changed more often than that is better written anew. */
const MAX_EDITS = 20;

export function createCommentStore(db: Database) {
  // Every vote asks this: those that come together share a round trip.
  const find = inGroups((commentIds: string[]) => findAll(db, commentIds), { maxItems: 200 });

  return {
    async find(commentId: string): Promise<CommentRow | undefined> {
      return (await find(commentId)) ?? undefined;
    },

    /**
     * Posts a comment, or finds it posted already under its id. Throws `not_found` for a parent that is not there or
     * nobody sees, `conflict` for a deleted one, `rate_limited`.
     */
    async post(comment: NewComment, around: Surroundings, perMinute: number, now: Date): Promise<CommentRow> {
      return writeComment(db, comment, around, perMinute, now);
    },

    /** What `post` goes by. Its answer throws `unauthenticated` for nobody's account. */
    askSurroundings(asked: Pick<NewComment, 'authorId' | 'parentId'>): Question<Surroundings> {
      return surroundingsOf(db, asked);
    },

    /**
     * Throws `not_found` when it is deleted meanwhile, `conflict` when it was edited too often. An edit never lifts a
     * verdict: what is withheld stays so until somebody decides.
     */
    async edit(
      commentId: string,
      change: { content: string; mentions: readonly string[]; verdict: Verdict },
      now: Date,
    ): Promise<CommentRow> {
      const { content, mentions, verdict } = change;
      return db.transaction(async (tx) => {
        const before = await readComment(tx, commentId);
        if (!before || before.isDeleted) throw noSuchComment();
        if (before.content === content) return before;
        const [edited] = await tx
          .select({ times: count() })
          .from(commentEdits)
          .where(eq(commentEdits.commentId, commentId));
        if ((edited?.times ?? 0) >= MAX_EDITS)
          throw new AppError('conflict', `a comment can be edited ${MAX_EDITS} times; write a new one`);
        const writtenAt = new Date(before.editedAtMs ?? before.createdAtMs);
        await tx.insert(commentEdits).values({ commentId, content: before.content, writtenAt });
        await tx.update(comments).set({ content, editedAt: now }).where(eq(comments.id, commentId));
        await setMentions(tx, commentId, mentions);
        await changeCommentState(tx, { commentId, ...graver(before, verdict) }, now);
        const after = await written(tx, commentId);
        if (before.state === 'approved' && after.state === 'approved') {
          await tellChanged(tx, after, now);
          if (mentions.length > 0)
            await addNotificationEvent(tx, { event: 'comment_shown', comment_id: commentId }, now);
        }
        return after;
      });
    },

    /** Empties a comment for good. It stays as a tombstone while there are replies to it. False when it was deleted before. */
    async delete(commentId: string, now: Date, noteAudit: NoteAudit | null): Promise<boolean> {
      return db.transaction(async (tx) => {
        const isDeleted = await deleteComment(tx, commentId, now);
        if (isDeleted) await noteAudit?.(tx, { action: 'comment.deleted', object: { kind: 'comment', id: commentId } });
        return isDeleted;
      });
    },

    /** Pins a comment in the place of the one that was, or takes the pin away. Throws `conflict` for one that cannot be pinned. */
    async pin(commentId: string, pinned: boolean, now: Date): Promise<CommentRow> {
      return db.transaction(async (tx) => {
        const comment = await requireStanding(tx, commentId);
        if (pinned && comment.parentId !== null)
          throw new AppError('conflict', 'replies cannot be pinned; pin a comment on the video');
        if (pinned === (comment.pinnedAtMs !== null)) return comment;
        const isOther = and(
          eq(comments.videoId, comment.videoId),
          isNotNull(comments.pinnedAt),
          ne(comments.id, commentId),
        );
        const others = pinned
          ? await tx.update(comments).set({ pinnedAt: null }).where(isOther).returning({ id: comments.id })
          : [];
        await tx
          .update(comments)
          .set({ pinnedAt: pinned ? now : null })
          .where(eq(comments.id, commentId));
        for (const { id } of others) await tellChanged(tx, await written(tx, id), now);
        return tellChanged(tx, await written(tx, commentId), now);
      });
    },

    /** The creator's heart. Throws `conflict` for a comment that nobody sees. */
    async heart(commentId: string, hearted: boolean, by: string, now: Date): Promise<CommentRow> {
      return db.transaction(async (tx) => {
        const comment = await requireStanding(tx, commentId);
        if (hearted === comment.isHearted) return comment;
        await tx
          .update(comments)
          .set({ heartedAt: hearted ? now : null })
          .where(eq(comments.id, commentId));
        if (hearted)
          await addNotificationEvent(tx, { event: 'comment_hearted', comment_id: commentId, actor_id: by }, now);
        return tellChanged(tx, await written(tx, commentId), now);
      });
    },

    /** What a comment said before, oldest first. */
    async listEdits(commentId: string): Promise<{ content: string; writtenAt: Date }[]> {
      return db
        .select({ content: commentEdits.content, writtenAt: commentEdits.writtenAt })
        .from(commentEdits)
        .where(eq(commentEdits.commentId, commentId))
        .orderBy(asc(commentEdits.id))
        .limit(MAX_EDITS);
    },

    async setPolicy(videoId: string, policy: CommentPolicy, now: Date): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.update(videos).set({ commentPolicy: policy, updatedAt: now }).where(eq(videos.id, videoId));
        await noteChange(tx, 'video_changed', videoId, now);
      });
    },
  };
}

async function findAll(db: Database, commentIds: readonly string[]): Promise<(CommentRow | null)[]> {
  const found = new Map((await readComments(db, commentIds)).map((comment) => [comment.commentId, comment]));
  return commentIds.map((commentId) => found.get(commentId) ?? null);
}

/**
 * Decides about a comment, or takes a decision back: the one way to change a state, with counts and the room kept.
 * Null for a comment that is not there or deleted, else the state it had. Wake the rooms' relay after the commit.
 */
export async function changeCommentState(
  tx: Transaction,
  { commentId, state, reasons }: Verdict & { commentId: string },
  now: Date,
): Promise<CommentRow['state'] | null> {
  const before = await readComment(tx, commentId);
  if (!before || before.isDeleted) return null;
  const isOnePinned = state === 'approved' ? {} : { pinnedAt: null };
  await tx
    .update(comments)
    .set({ state, reasons, ...isOnePinned })
    .where(eq(comments.id, commentId));
  const [was, is] = [before.state === 'approved', state === 'approved'];
  const place = { id: commentId, videoId: before.videoId, parentId: before.parentId };
  if (was === is) return before.state;
  const counted = 1 + (await countBelow(tx, commentId));
  if (is) {
    await comeIntoSight(tx, place, counted, now);
    await addSignals(tx, [{ kind: 'comment', videoId: before.videoId, userId: before.author.userId, at: now }]);
  } else await goOutOfSight(tx, place, counted, now);
  return before.state;
}

/** As `CommentStore.delete`, within a transaction; for whole accounts, too. */
export async function deleteComment(tx: Transaction, commentId: string, now: Date): Promise<boolean> {
  const before = await readComment(tx, commentId);
  if (!before || before.isDeleted) return false;
  const emptied = { content: '', reasons: [], editedAt: null, pinnedAt: null, heartedAt: null };
  const counts = { likeCount: 0, dislikeCount: 0, score: 0 };
  await tx
    .update(comments)
    .set({ ...emptied, ...counts, deletedAt: now })
    .where(eq(comments.id, commentId));
  for (const table of [commentEdits, commentMentions, commentVotes])
    await tx.delete(table).where(eq(table.commentId, commentId));
  if (before.state !== 'approved') return true;
  const place = { id: commentId, videoId: before.videoId, parentId: before.parentId };
  if (before.replyCount === 0) await goOutOfSight(tx, place, 1, now);
  else {
    await settleSight(tx, place, { shown: 0, counted: -1 });
    await tellChanged(tx, await written(tx, commentId), now);
  }
  return true;
}

type Place = { id: string; videoId: string; parentId: string | null };

async function comeIntoSight(tx: Transaction, place: Place, counted: number, now: Date): Promise<void> {
  const tombstones = await settleSight(tx, place, { shown: 1, counted });
  for (const id of tombstones.reverse())
    await tell(tx, place, { type: 'comment.created', data: { comment: await present(tx, id) } }, now);
  const comment = await present(tx, place.id);
  await tell(tx, place, { type: 'comment.created', data: { comment } }, now);
  if (place.parentId !== null || mentionedHandles(comment.content ?? '').length > 0)
    await addNotificationEvent(tx, { event: 'comment_shown', comment_id: place.id }, now);
}

async function goOutOfSight(tx: Transaction, place: Place, counted: number, now: Date): Promise<void> {
  const tombstones = await settleSight(tx, place, { shown: -1, counted: -counted });
  const data = { comment_id: place.id, parent_id: place.parentId };
  await tell(tx, place, { type: 'comment.removed', data }, now);
  for (const id of tombstones) {
    const { parent_id } = await present(tx, id);
    await tell(tx, place, { type: 'comment.removed', data: { comment_id: id, parent_id } }, now);
  }
}

async function tellChanged(tx: Transaction, comment: CommentRow, now: Date): Promise<CommentRow> {
  await tell(tx, comment, { type: 'comment.changed', data: { comment: presentCommentFacts(comment) } }, now);
  return comment;
}

/** What stands below a withheld comment is nobody's to see, so nobody is told of it. */
async function tell(
  tx: Transaction,
  place: { videoId: string; parentId: string | null },
  { type, data }: CommentEvent,
  now: Date,
): Promise<void> {
  if (await isReachable(tx, place.parentId)) await addRoomMessage(tx, { videoId: place.videoId, type, data }, now);
}

async function present(tx: Transaction, commentId: string) {
  return presentCommentFacts(await written(tx, commentId));
}

async function requireStanding(tx: Transaction, commentId: string): Promise<CommentRow> {
  const comment = await readComment(tx, commentId);
  if (!comment || comment.isDeleted) throw noSuchComment();
  if (comment.state !== 'approved') throw new AppError('conflict', 'others do not see this comment; approve it first');
  return comment;
}
