import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { commentNews, comments, videos } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { addRoomMessageReading } from '../../realtime/store.ts';

/** A comment's place in its video. */
export type Place = { id: string; videoId: string; parentId: string | null };
/** How a place changes in the eyes of everybody: whether it is shown, and how many comments are to be read there. */
export type SightChange = { shown: -1 | 0 | 1; counted: number };

// As the index `comments_replies` has it word for word, which the planner would pass over for one made on the spot.
const isShown = sql`c.state = 'approved' and (c.deleted_at is null or c.reply_count > 0)`;

/**
 * Keeps the counts above a comment that came into sight or went out of it: its parent's replies, the video's comments,
 * and the tombstones that stand only for what is below them. Returns the tombstones that went or came.
 */
export async function settleSight(tx: Transaction, place: Place, { shown, counted }: SightChange): Promise<string[]> {
  if (counted !== 0 && (await isReachable(tx, place.parentId)))
    await tx
      .update(videos)
      .set({ commentCount: sql`${videos.commentCount} + ${counted}` })
      .where(eq(videos.id, place.videoId));
  await noteCounts(tx, [place]);
  const turned: string[] = [];
  for (let parentId = shown === 0 ? null : place.parentId; parentId !== null; ) {
    const [parent] = await tx
      .update(comments)
      .set({ replyCount: sql`${comments.replyCount} + ${shown}` })
      .where(eq(comments.id, parentId))
      .returning({
        ...{ id: comments.id, parentId: comments.parentId, state: comments.state },
        ...{ deletedAt: comments.deletedAt, replyCount: comments.replyCount },
      });
    if (!parent) break;
    await noteCounts(tx, [{ ...place, id: parent.id }]);
    const hasTurned = parent.deletedAt !== null && parent.replyCount === (shown === 1 ? 1 : 0);
    if (!hasTurned || parent.state !== 'approved') break;
    turned.push(parent.id);
    parentId = parent.parentId;
  }
  return turned;
}

/** Has the video's room told of these comments' counts, and of the video's. One statement, also for a batch. */
export function noteCounts(tx: Transaction, places: readonly Pick<Place, 'id' | 'videoId'>[]) {
  return tx
    .insert(commentNews)
    .values(places.map(({ id, videoId }) => ({ commentId: id, videoId })))
    .onConflictDoNothing();
}

/** Comments that can be read below this one, at any depth. */
export async function countBelow(tx: Transaction, commentId: string): Promise<number> {
  const below = await tx.get<{ value: number }>(
    sql`with recursive below (id, counted) as (
      select c.id, c.deleted_at is null from comments c where c.parent_id = ${commentId} and ${isShown}
      union all
      select c.id, c.deleted_at is null from below b join comments c indexed by comments_replies on c.parent_id = b.id and ${isShown}
    ) select coalesce(sum(counted), 0) as value from below`,
  );
  return below.value;
}

/** False below a comment that is withheld: nobody gets there. */
export async function isReachable(tx: Transaction, parentId: string | null): Promise<boolean> {
  return parentId === null || (await withheldAbove(tx, parentId)).value === 0;
}

/** How many comments are withheld from `parentId` upwards. One statement, also for a batch. */
export function withheldAbove(db: Pick<Database, 'get'>, parentId: string) {
  return db.get<{ value: number }>(withheldAboveQuery(parentId));
}

export function withheldAboveQuery(parentId: string): SQL {
  return sql`with recursive above (id, parent_id, state) as (
      select id, parent_id, state from comments where id = ${parentId}
      union all
      select c.id, c.parent_id, c.state from above a join comments c on c.id = a.parent_id
    ) select count(*) as value from above where state <> 'approved'`;
}

const NEWS_PER_MESSAGE = 80;

/** `CommentsCounted` of `which` comments and their video: JSON that the database makes of what it holds by then. */
export function countedNow(videoId: string, which: SQL): SQL {
  const { id, likeCount, dislikeCount, replyCount, state } = comments;
  return sql`json_object(
    'total_count', coalesce((select ${videos.commentCount} from ${videos} where ${videos.id} = ${videoId}), 0),
    'counts', (
      select json_group_array(json_object('comment_id', ${id},
        'like_count', ${likeCount}, 'dislike_count', ${dislikeCount}, 'reply_count', ${replyCount}))
      from ${comments} where ${which} and ${state} = 'approved'))`;
}

/** Puts the newest counts of everything that was noted into room messages. Returns how many comments were told of. */
export async function tellNotedCounts(db: Database, now: Date): Promise<number> {
  const [waiting] = await db.select({ videoId: commentNews.videoId }).from(commentNews).limit(1);
  if (!waiting) return 0;
  const { videoId } = waiting;
  return db.transaction(async (tx) => {
    const { commentId } = commentNews;
    const isOfVideo = eq(commentNews.videoId, videoId);
    const next = tx.select({ commentId }).from(commentNews).where(isOfVideo).orderBy(commentId).limit(NEWS_PER_MESSAGE);
    const news = await tx
      .delete(commentNews)
      .where(and(isOfVideo, inArray(commentId, next)))
      .returning({ commentId });
    if (news.length === 0) return 0;
    const ids = news.map((each) => each.commentId);
    const message = { videoId, type: 'comments.counted', data: {} };
    await tx.finish([addRoomMessageReading(tx, message, countedNow(videoId, inArray(comments.id, ids)), now)]);
    return news.length;
  });
}
