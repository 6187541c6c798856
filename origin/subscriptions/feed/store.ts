import { and, desc, eq, gte, lte, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
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

const found = alias(publications, 'found');

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
     * What readers look for, newest first: in each channel, and no further there than to the end of the page. A query
     * without effect until it is awaited.
     */
    listPulled: (query: FeedQuery) => {
      const newestOfChannel = db
        .select({ videoId: publications.videoId })
        .from(publications)
        .where(
          and(
            eq(publications.channelId, subscriptions.channelId),
            sql`${publications.fanOut} <> 'pushed'`, // word for word that of the partial index
            isPlaced(publications, query),
          ),
        )
        .orderBy(desc(publications.publishedAt), desc(publications.videoId))
        .limit(query.limit);
      return db
        .select({ publishedAt: found.publishedAt, videoId: found.videoId })
        .from(subscriptions)
        .innerJoin(found, sql`${found.videoId} in ${newestOfChannel}`)
        .where(eq(subscriptions.userId, query.userId))
        .orderBy(desc(found.publishedAt), desc(found.videoId))
        .limit(query.limit);
    },

    /** The next places of a feed, newest first, each once: pushed or pulled. */
    async listPlaces(query: FeedQuery): Promise<FeedPlace[]> {
      const [pushed, pulled] = await db.batch([store.listPushed(query), store.listPulled(query)]);
      const places = new Map([...pushed, ...pulled].map((row) => [row.videoId, row.publishedAt.getTime()]));
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
