import { and, desc, eq, gte, lte, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { feedItems, publications, subscriptions } from '../../../shared/schema/index.ts';

export type FeedStore = ReturnType<typeof createFeedStore>;
/** A video's place in feeds. */
export type FeedPlace = { publishedAtMs: number; videoId: string };
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
  const store = {
    /** What was written into the feed ahead, newest first. A query without effect until it is awaited. */
    listPushed: (query: FeedQuery) =>
      db
        .select({ publishedAt: feedItems.publishedAt, videoId: feedItems.videoId })
        .from(feedItems)
        .where(and(eq(feedItems.userId, query.userId), isPlaced(feedItems, query)))
        .orderBy(desc(feedItems.publishedAt), desc(feedItems.videoId))
        .limit(query.limit),

    /**
     * What readers look for, newest first. A query without effect until it is awaited. Of each channel the newest is
     * looked up, and more only of those whose newest belongs on the page: it ends where that many channels have begun.
     */
    listPulled: (query: FeedQuery) => {
      const { channelId, publishedAt, videoId, fanOut } = publications;
      // The condition on `fan_out` is word for word that of the partial index.
      const newestOf = (column: SQLWrapper, channel: SQLWrapper, limit: number, since?: SQL) => sql`(
        select ${column} from ${publications}
        where ${channelId} = ${channel} and ${fanOut} <> 'pushed' and ${isPlaced(publications, query)} ${since}
        order by ${publishedAt} desc, ${videoId} desc limit ${limit})`;
      return db.all<FeedPlace>(sql`
        with heads as materialized (
          select ${subscriptions.channelId} as id, ${newestOf(publishedAt, subscriptions.channelId, 1)} as newest_at
          from ${subscriptions} where ${subscriptions.userId} = ${query.userId}),
        page as materialized (
          select coalesce(
            (select newest_at from heads order by newest_at desc limit 1 offset ${query.limit - 1}), 0) as ends_at)
        select found.published_at as "publishedAtMs", found.video_id as "videoId"
        from page cross join heads cross join ${publications} found
        where heads.newest_at >= page.ends_at
          and found.video_id in
            ${newestOf(videoId, sql`heads.id`, query.limit, sql`and ${publishedAt} >= page.ends_at`)}
        order by 1 desc, 2 desc limit ${query.limit}`);
    },

    /** The next places of a feed, newest first, each once: pushed or pulled. */
    async listPlaces(query: FeedQuery): Promise<FeedPlace[]> {
      const [pushed, pulled] = await db.batch([store.listPushed(query), store.listPulled(query)]);
      const places = new Map([
        ...pushed.map(({ videoId, publishedAt }) => [videoId, publishedAt.getTime()] as const),
        ...pulled.map(({ videoId, publishedAtMs }) => [videoId, publishedAtMs] as const),
      ]);
      return [...places]
        .map(([videoId, publishedAtMs]) => ({ videoId, publishedAtMs }))
        .sort((one, two) => two.publishedAtMs - one.publishedAtMs || (one.videoId < two.videoId ? 1 : -1))
        .slice(0, query.limit);
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
  return store;
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
