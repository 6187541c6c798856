import { and, count, eq, gt, isNull, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { type CommentRow, presentCommentFacts } from '../../../shared/comments/present-comment.ts';
import { AppError } from '../../../shared/errors.ts';
import { comments, users, videos } from '../../../shared/schema/index.ts';
import { violatedNotNull, violatedUnique } from '../../adapters/constraint-violation.ts';
import { addSignals } from '../../discovery/signals/store.ts';
import { addNotificationEvent } from '../../notifications/events/store.ts';
import type { Transaction } from '../../outbox/store.ts';
import { addRoomMessage } from '../../realtime/store.ts';
import { noteCounts, withheldAbove, withheldAboveQuery } from '../counts/store.ts';
import type { Verdict } from '../deps.ts';
import { addMentions } from '../mentions/store.ts';
import { findComments, noSuchComment, rowOf } from '../rows/store.ts';

export type NewComment = {
  id: string;
  videoId: string;
  channelId: string;
  /** The video's. */
  ownerId: string;
  authorId: string;
  parentId: string | null;
  content: string;
  /** Handles that it names. */
  mentions: readonly string[];
  verdict: Verdict;
};
/** What is to be known before a comment is written. It may have changed when it is. */
export type Known = Awaited<ReturnType<typeof readKnown>>;

const minuteMs = 60_000;
const ATTEMPTS = 3;

/**
 * As `CommentStore.post`: one exchange, which is refused as a whole once `known` no longer holds and then tried again
 * with what holds by then.
 */
export async function writeComment(
  db: Database,
  comment: NewComment,
  known: Known,
  perMinute: number,
  now: Date,
): Promise<CommentRow> {
  for (let attempt = 1, current = known; ; attempt += 1, current = await readKnown(db, comment, now)) {
    if (current.before) return rowOf(current.before);
    if (current.posted >= perMinute)
      throw new AppError('rate_limited', `at most ${perMinute} comments a minute; wait a moment`, {
        headers: { 'retry-after': '60' },
      });
    requireReplyable(comment, current);
    try {
      return await db.transaction((tx) => writeWhileAllowed(tx, comment, current, perMinute, now));
    } catch (error) {
      if (!isOvertaken(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Throws `unauthenticated` for an author who is gone. In one exchange. */
export async function readKnown(
  db: Database,
  { id, authorId, parentId }: Pick<NewComment, 'id' | 'authorId' | 'parentId'>,
  now: Date,
) {
  const { id: userId, username, name, image } = users;
  const [[before], [recent], [parent], above, [author]] = await db.batch([
    findComments(db, [id]),
    db.select({ posted: count() }).from(comments).where(isRecent(authorId, now)),
    db
      .select()
      .from(comments)
      .where(eq(comments.id, parentId ?? '')),
    withheldAbove(db, parentId ?? ''),
    db.select({ userId, username, name, imageUrl: image }).from(users).where(eq(users.id, authorId)),
  ]);
  if (!author) throw new AppError('unauthenticated', 'this account no longer exists');
  return { before, posted: recent?.posted ?? 0, parent, withheldAbove: above.value, author };
}

const isRecent = (authorId: string, now: Date) =>
  and(eq(comments.authorId, authorId), gt(comments.createdAt, new Date(now.getTime() - minuteMs)));

async function writeWhileAllowed(
  tx: Transaction,
  comment: NewComment,
  known: Known,
  perMinute: number,
  now: Date,
): Promise<CommentRow> {
  const { id, videoId, channelId, authorId, parentId, verdict, mentions } = comment;
  const place = { rootId: known.parent?.rootId ?? id, depth: known.parent ? known.parent.depth + 1 : 0 };
  const row = newRow(comment, known, place.depth, now);
  // A column that takes no null is how a statement says no to those after it.
  const content = sql`iif(${isAllowed(comment, perMinute, now)}, ${comment.content}, null)`;
  await tx.finish([
    tx
      .insert(comments)
      .values({ ...{ id, videoId, channelId, authorId, parentId, content, createdAt: now }, ...verdict, ...place }),
    ...(mentions.length > 0 ? [addMentions(tx, id, mentions)] : []),
    ...(row.state === 'approved' ? showNew(tx, row, comment, now) : []),
  ]);
  return row;
}

/** What `writeComment` has found, asked again by whoever holds the lock. */
function isAllowed({ authorId, videoId, parentId }: NewComment, perMinute: number, now: Date): SQL {
  const hasTime = sql`(select count(*) from ${comments} where ${isRecent(authorId, now)}) < ${perMinute}`;
  if (parentId === null) return hasTime;
  const isParent = and(eq(comments.id, parentId), eq(comments.videoId, videoId), isNull(comments.deletedAt));
  return sql`${hasTime} and exists (select 1 from ${comments} where ${isParent})
    and (${withheldAboveQuery(parentId)}) = 0`;
}

const isOvertaken = (error: unknown): boolean =>
  violatedNotNull(error) === 'comments.content' || violatedUnique(error) === 'comments.id';

/** Throws `not_found` where nobody sees the comment that is replied to, `conflict` when it was deleted. */
function requireReplyable({ parentId, videoId }: NewComment, { parent, withheldAbove }: Known): void {
  if (parentId === null) return;
  if (!parent || parent.videoId !== videoId || withheldAbove > 0) throw noSuchComment();
  if (parent.deletedAt !== null) throw new AppError('conflict', 'the comment that this one replies to was deleted');
}

/** What the database holds of the comment, without asking it. */
function newRow(
  { id, videoId, parentId, authorId, ownerId, content, verdict }: NewComment,
  { author }: Known,
  depth: number,
  now: Date,
): CommentRow {
  return {
    ...{ commentId: id, videoId, parentId, depth, author, content, ...verdict, createdAtMs: now.getTime() },
    ...{ editedAtMs: null, isDeleted: false, pinnedAtMs: null, isHearted: false, byCreator: authorId === ownerId },
    ...{ likeCount: 0, dislikeCount: 0, replyCount: 0, score: 0 },
  };
}

/** What changes with a comment that is shown from the beginning. Nothing above it is withheld or deleted. */
function showNew(tx: Transaction, row: CommentRow, { mentions, parentId }: NewComment, now: Date) {
  const { commentId, videoId, author } = row;
  const isReply = parentId !== null;
  const counted = [commentId, ...(isReply ? [parentId] : [])].map((id) => ({ id, videoId }));
  const oneMore = { commentCount: sql`${videos.commentCount} + 1` };
  const oneReplyMore = { replyCount: sql`${comments.replyCount} + 1` };
  return [
    tx.update(videos).set(oneMore).where(eq(videos.id, videoId)),
    ...(isReply ? [tx.update(comments).set(oneReplyMore).where(eq(comments.id, parentId))] : []),
    noteCounts(tx, counted),
    addRoomMessage(tx, { videoId, type: 'comment.created', data: { comment: presentCommentFacts(row) } }, now),
    addSignals(tx, [{ kind: 'comment', videoId, userId: author.userId, at: now }]),
    ...(isReply || mentions.length > 0
      ? [addNotificationEvent(tx, { event: 'comment_shown', comment_id: commentId }, now)]
      : []),
  ];
}
