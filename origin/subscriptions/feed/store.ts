import { and, gte, lte, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { channels, feedItems, publications, subscriptions, videos } from '../../../shared/schema/index.ts';
import { type LivingVideo, livingText, readLiving } from '../../discovery/living/store.ts';
import { isNotSuspended, isOpenVideo } from '../../search/store.ts';

export type FeedStore = ReturnType<typeof createFeedStore>;
/** A video's place in feeds. */
export type FeedPlace = { publishedAtMs: number; videoId: string };
export type FeedEntry = {
  place: FeedPlace;
  /** Null for a video that is gone, or that not everybody may see at this moment. */
  found: LivingVideo | null;
};
export type FeedQuery = {
  userId: string;
  limit: number;
  /** The last one that has been read. */
  after: FeedPlace | null;
  now: Date;
};

const ROWS_PER_DELETION = 5_000;
/** Not configuration: rows of feeds that were deleted with a shorter one would be missing in a longer one. */
const WINDOW_DAYS = 90;

/** How far back feeds go. */
export const feedSince = (now: Date): Date => new Date(now.getTime() - WINDOW_DAYS * 24 * 60 * 60_000);

export function createFeedStore(db: Database) {
  return {
    /** The next videos of a feed, newest first, each once, in one exchange. */
    async list(query: FeedQuery): Promise<FeedEntry[]> {
      const rows = await db.all<FeedPlace & { living: string | null }>(entriesSql(query));
      return rows.map(({ living, ...place }) => ({
        place,
        found: living === null ? null : readLiving(JSON.parse(living)),
      }));
    },

    /** What no feed reaches back to any more; some at a time, since a transaction must be short. */
    async deleteOld(now: Date): Promise<void> {
      const some = sql`select rowid from ${feedItems} where published_at < ${feedSince(now).getTime()} limit ${ROWS_PER_DELETION}`;
      for (;;) {
        const { rowsAffected } = await db.run(sql`delete from ${feedItems} where rowid in (${some})`);
        if (rowsAffected === 0) return;
      }
    },
  };
}

/**
 * What was written into the feed ahead, together with what readers look for: of each channel the newest is looked up, and
 * more only of those whose newest belongs on the page, which ends where that many channels have begun. What a list shows
 * of a video comes along if everybody may see it at this moment.
 */
export function entriesSql(query: FeedQuery): SQL {
  const { channelId, publishedAt, videoId, fanOut } = publications;
  // The condition on `fan_out` is word for word that of the partial index.
  const newestOf = (column: SQLWrapper, channel: SQLWrapper, limit: number, since?: SQL) => sql`(
    select ${column} from ${publications}
    where ${channelId} = ${channel} and ${fanOut} <> 'pushed' and ${isPlaced(publications, query)} ${since}
    order by ${publishedAt} desc, ${videoId} desc limit ${limit})`;
  return sql`
    with pushed as (
      select published_at, video_id from ${feedItems}
      where ${feedItems.userId} = ${query.userId} and ${isPlaced(feedItems, query)}
      order by published_at desc, video_id desc limit ${query.limit}),
    heads as materialized (
      select ${subscriptions.channelId} as id, ${newestOf(publishedAt, subscriptions.channelId, 1)} as newest_at
      from ${subscriptions} where ${subscriptions.userId} = ${query.userId}),
    page as materialized (
      select coalesce(
        (select newest_at from heads order by newest_at desc limit 1 offset ${query.limit - 1}), 0) as ends_at),
    pulled as (
      select found.published_at, found.video_id from page cross join heads cross join ${publications} found
      where heads.newest_at >= page.ends_at
        and found.video_id in
          ${newestOf(videoId, sql`heads.id`, query.limit, sql`and ${publishedAt} >= page.ends_at`)}),
    places as materialized (
      select * from pushed union select * from pulled order by 1 desc, 2 desc limit ${query.limit})
    select published_at as "publishedAtMs", video_id as "videoId", (
      select ${livingText}
      from ${videos} cross join ${channels} on ${channels.id} = ${videos.channelId}
      where ${videos.id} = places.video_id and ${isOpenVideo(query.now)} and ${isNotSuspended(videos.ownerId)}) as living
    from places order by 1 desc, 2 desc`;
}

/** The time alone bounds the search in the index; of those of one moment the id decides. */
const isPlaced = (table: typeof feedItems | typeof publications, { after, now }: FeedQuery) =>
  and(
    gte(table.publishedAt, feedSince(now)),
    lte(table.publishedAt, after === null ? now : new Date(after.publishedAtMs)),
    after === null
      ? undefined
      : sql`(${table.publishedAt}, ${table.videoId}) < (${after.publishedAtMs}, ${after.videoId})`,
  );
