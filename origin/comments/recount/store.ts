import { eq, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { comments, videos } from '../../../shared/schema/index.ts';
import { noteCounts } from '../counts/store.ts';
import { rankOf } from '../votes/score.ts';

type Counts = { likes: number; dislikes: number; replies: number };
type CountedComment = { id: string; videoId: string; kept: Counts; counted: Counts };
export type CommentRecountStore = ReturnType<typeof createCommentRecountStore>;

// Word for word the conditions of the indices in shared/schema/comments.ts.
const isShown = (c: string) => sql.raw(`${c}.state = 'approved' and (${c}.deleted_at is null or ${c}.reply_count > 0)`);
const votes = (kind: 'like' | 'dislike') =>
  sql`(select count(*) from comment_votes v where v.comment_id = c.id and v.vote = ${sql.raw(`'${kind}'`)})`;
const counts = sql`c.id, c.video_id, c.like_count, c.dislike_count, c.reply_count, ${votes('like')} as likes,
  ${votes('dislike')} as dislikes,
  (select count(*) from comments r indexed by comments_replies where r.parent_id = c.id and ${isShown('r')}) as replies`;

/** Comments before `before`, newest first, so that replies come before what they are to. */
export const commentPageSql = (before: string, limit: number): SQL =>
  sql`select ${counts} from comments c where c.id < ${before} order by c.id desc limit ${limit}`;

/** Videos after `after`, with the comments that can be reached below each. */
export const videoPageSql = (after: string, limit: number): SQL => sql`
  select p.id, p.comment_count as kept, (
    with recursive shown (id, counted) as (
      select c.id, c.deleted_at is null from comments c
        where c.video_id = p.id and c.parent_id is null and c.pinned_at is null and ${isShown('c')}
      union all
      select c.id, 1 from comments c where c.video_id = p.id and c.pinned_at is not null and c.state = 'approved'
      union all
      select c.id, c.deleted_at is null from shown s join comments c indexed by comments_replies on c.parent_id = s.id and ${isShown('c')}
    ) select coalesce(sum(counted), 0) from shown) as counted
  from (select id, comment_count from videos where id > ${after} order by id limit ${limit}) p`;

export function createCommentRecountStore(db: Database) {
  return {
    async pageOfComments(before: string, limit: number): Promise<CountedComment[]> {
      return (await db.all<CountRow>(commentPageSql(before, limit))).map(toCounted);
    },

    /** Sets one comment's counts to what its rows say at this very moment. */
    async repairComment(commentId: string): Promise<void> {
      await db.transaction(async (tx) => {
        const row = await tx.get<CountRow | undefined>(sql`select ${counts} from comments c where c.id = ${commentId}`);
        if (!row) return;
        const { videoId, counted } = toCounted(row);
        const { likes: likeCount, dislikes: dislikeCount, replies: replyCount } = counted;
        const score = rankOf(likeCount, dislikeCount);
        await tx.update(comments).set({ likeCount, dislikeCount, replyCount, score }).where(eq(comments.id, commentId));
        await noteCounts(tx, [{ id: commentId, videoId }]);
      });
    },

    async pageOfVideos(after: string, limit: number): Promise<{ id: string; kept: number; counted: number }[]> {
      return db.all(videoPageSql(after, limit));
    },

    /** By how much it was wrong, so that what is written meanwhile stays counted. */
    async repairVideo(videoId: string, difference: number): Promise<void> {
      await db
        .update(videos)
        .set({ commentCount: sql`${videos.commentCount} + ${difference}` })
        .where(eq(videos.id, videoId));
    },
  };
}

type CountRow = Record<'like_count' | 'dislike_count' | 'reply_count' | 'likes' | 'dislikes' | 'replies', number> & {
  id: string;
  video_id: string;
};

function toCounted(row: CountRow): CountedComment {
  return {
    id: row.id,
    videoId: row.video_id,
    kept: { likes: row.like_count, dislikes: row.dislike_count, replies: row.reply_count },
    counted: { likes: row.likes, dislikes: row.dislikes, replies: row.replies },
  };
}
