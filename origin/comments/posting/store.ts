import { and, count, eq, gt, isNull, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { question } from '../../../platform/questions.ts';
import { type CommentRow, presentCommentFacts } from '../../../shared/comments/present-comment.ts';
import { AppError } from '../../../shared/errors.ts';
import { comments, users, videos } from '../../../shared/schema/index.ts';
import { violatedNotNull, violatedUnique } from '../../adapters/constraint-violation.ts';
import { addSignals } from '../../discovery/signals/store.ts';
import { addNotificationEvent } from '../../notifications/events/store.ts';
import type { Transaction } from '../../outbox/store.ts';
import { addRoomMessageReading } from '../../realtime/store.ts';
import { countedNow, withheldAbove, withheldAboveQuery } from '../counts/store.ts';
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
/** Who writes, and what is replied to: read before it is written, and left as it is for good. */
export type Surroundings = ReturnType<ReturnType<typeof surroundingsOf>['answerOf']>;

const minuteMs = 60_000;
const ATTEMPTS = 3;

/**
 * As `CommentStore.post`: one exchange, which is refused as a whole where the comment may not be written. Why it was is
 * asked only then.
 */
export async function writeComment(
  db: Database,
  comment: NewComment,
  around: Surroundings,
  perMinute: number,
  now: Date,
): Promise<CommentRow> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction((tx) => writeIfAllowed(tx, comment, around, perMinute, now));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const before = await findBeforeOrThrow(db, comment, perMinute, now);
      if (before) return rowOf(before);
      if (attempt === ATTEMPTS) throw error; // allowed again whenever it is asked
    }
  }
}

/** The answer throws `unauthenticated` for an author who is gone. */
export function surroundingsOf(db: Database, { authorId, parentId }: Pick<NewComment, 'authorId' | 'parentId'>) {
  const { id: userId, username, name, image: imageUrl } = users;
  const { id, rootId, depth } = comments;
  const query = db
    .select({ author: { userId, username, name, imageUrl }, parent: { id, rootId, depth } })
    .from(users)
    .leftJoin(comments, eq(comments.id, parentId ?? ''))
    .where(eq(users.id, authorId));
  return question([query], ([[found]]) => {
    if (!found) throw new AppError('unauthenticated', 'this account no longer exists');
    return found;
  });
}

/** The comment, where it was written before; undefined where nothing speaks against writing it. Else throws what does. */
async function findBeforeOrThrow(
  db: Database,
  { id, authorId, videoId, parentId }: NewComment,
  perMinute: number,
  now: Date,
) {
  const [[before], [recent], [parent], above] = await db.batch([
    findComments(db, [id]),
    db.select({ posted: count() }).from(comments).where(isRecent(authorId, now)),
    db
      .select()
      .from(comments)
      .where(eq(comments.id, parentId ?? '')),
    withheldAbove(db, parentId ?? ''),
  ]);
  if (before) return before;
  if ((recent?.posted ?? 0) >= perMinute)
    throw new AppError('rate_limited', `at most ${perMinute} comments a minute; wait a moment`, {
      headers: { 'retry-after': '60' },
    });
  if (parentId === null) return undefined;
  if (!parent || parent.videoId !== videoId || above.value > 0) throw noSuchComment();
  if (parent.deletedAt !== null) throw new AppError('conflict', 'the comment that this one replies to was deleted');
  return undefined;
}

const isRecent = (authorId: string, now: Date) =>
  and(eq(comments.authorId, authorId), gt(comments.createdAt, new Date(now.getTime() - minuteMs)));

async function writeIfAllowed(
  tx: Transaction,
  comment: NewComment,
  { author, parent }: Surroundings,
  perMinute: number,
  now: Date,
): Promise<CommentRow> {
  const { id, videoId, channelId, authorId, parentId, verdict, mentions } = comment;
  const place = parent ? { rootId: parent.rootId, depth: parent.depth + 1 } : { rootId: id, depth: 0 };
  const row = newRow(comment, author, place.depth, now);
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

function isAllowed({ authorId, videoId, parentId }: NewComment, perMinute: number, now: Date): SQL {
  const hasTime = sql`(select count(*) from ${comments} where ${isRecent(authorId, now)}) < ${perMinute}`;
  if (parentId === null) return hasTime;
  const isParent = and(eq(comments.id, parentId), eq(comments.videoId, videoId), isNull(comments.deletedAt));
  return sql`${hasTime} and exists (select 1 from ${comments} where ${isParent})
    and (${withheldAboveQuery(parentId)}) = 0`;
}

/** Also where the same comment, of a request that is tried again, is there already. */
const isRefusal = (error: unknown): boolean =>
  violatedNotNull(error) === 'comments.content' || violatedUnique(error) === 'comments.id';

/** What the database holds of the comment, without asking it. */
function newRow(
  { id, videoId, parentId, authorId, ownerId, content, verdict }: NewComment,
  author: Surroundings['author'],
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
  const oneMore = { commentCount: sql`${videos.commentCount} + 1` };
  const created = { videoId, type: 'comment.created', data: { comment: presentCommentFacts(row) } };
  const oneReplyMore = { replyCount: sql`${comments.replyCount} + 1` };
  return [
    tx.update(videos).set(oneMore).where(eq(videos.id, videoId)),
    ...(isReply ? [tx.update(comments).set(oneReplyMore).where(eq(comments.id, parentId))] : []),
    addRoomMessageReading(tx, created, countedNow(videoId, eq(comments.id, parentId ?? '')), now),
    addSignals(tx, [{ kind: 'comment', videoId, userId: author.userId, at: now }]),
    ...(isReply || mentions.length > 0
      ? [addNotificationEvent(tx, { event: 'comment_shown', comment_id: commentId }, now)]
      : []),
  ];
}
