import { and, count, eq, gt, sql } from 'drizzle-orm';
import { type CommentRow, presentCommentFacts } from '../../../shared/comments/present-comment.ts';
import { AppError } from '../../../shared/errors.ts';
import { comments, users, videos } from '../../../shared/schema/index.ts';
import { addSignals } from '../../discovery/signals/store.ts';
import { addNotificationEvent } from '../../notifications/events/store.ts';
import type { Transaction } from '../../outbox/store.ts';
import { addRoomMessage } from '../../realtime/store.ts';
import { noteCounts, withheldAbove } from '../counts/store.ts';
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
type Known = Awaited<ReturnType<typeof readKnown>>;

const minuteMs = 60_000;

/** As `CommentStore.post`: one exchange to ask, one to write and commit. Nothing can follow in `tx`. */
export async function writeComment(
  tx: Transaction,
  comment: NewComment,
  perMinute: number,
  now: Date,
): Promise<CommentRow> {
  const known = await readKnown(tx, comment, now);
  if (known.before) return rowOf(known.before);
  if (known.posted >= perMinute)
    throw new AppError('rate_limited', `at most ${perMinute} comments a minute; wait a moment`, {
      headers: { 'retry-after': '60' },
    });
  requireReplyable(comment, known);
  const { id, videoId, channelId, authorId, parentId, content, verdict } = comment;
  const place = { rootId: known.parent?.rootId ?? id, depth: known.parent ? known.parent.depth + 1 : 0 };
  const row = newRow(comment, known, place.depth, now);
  await tx.finish([
    tx
      .insert(comments)
      .values({ ...{ id, videoId, channelId, authorId, parentId, content, createdAt: now }, ...verdict, ...place }),
    addMentions(tx, id, comment.mentions),
    ...(row.state === 'approved' ? showNew(tx, row, comment, now) : []),
  ]);
  return row;
}

async function readKnown(tx: Transaction, { id, authorId, parentId }: NewComment, now: Date) {
  const isRecent = and(eq(comments.authorId, authorId), gt(comments.createdAt, new Date(now.getTime() - minuteMs)));
  const isParent = eq(comments.id, parentId ?? '');
  const { id: userId, username, name, image } = users;
  const [[before], [recent], [parent], above, [author]] = await tx.batch([
    findComments(tx, [id]),
    tx.select({ posted: count() }).from(comments).where(isRecent),
    tx.select().from(comments).where(isParent),
    withheldAbove(tx, parentId ?? ''),
    tx.select({ userId, username, name, imageUrl: image }).from(users).where(eq(users.id, authorId)),
  ]);
  if (!author) throw new AppError('unauthenticated', 'this account no longer exists');
  return { before, posted: recent?.posted ?? 0, parent, withheldAbove: above.value, author };
}

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
