import { eq, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { CountedKind } from '../../shared/contracts/recount.ts';
import { channels, playlists, ratingNews, videos } from '../../shared/schema/index.ts';
import type { Transaction } from '../outbox/store.ts';

export type RecountStore = ReturnType<typeof createRecountStore>;

const ratings = (of: SQL, rating: 'like' | 'dislike') =>
  sql`(select count(*) from video_ratings r where r.video_id = ${of} and r.rating = ${rating})`;
const subscribers = (of: SQL) => sql`(select count(*) from subscriptions s where s.channel_id = ${of})`;
const items = (of: SQL) => sql`(select count(*) from playlist_items i where i.playlist_id = ${of})`;
const itself = sql.raw('t.id');

/** Whether what is kept in a row `t` is what its own rows say. */
const isRight: Record<CountedKind, SQL> = {
  videos: sql`t.like_count = ${ratings(itself, 'like')} and t.dislike_count = ${ratings(itself, 'dislike')}`,
  channels: sql`t.subscriber_count = ${subscribers(itself)}`,
  playlists: sql`t.item_count = ${items(itself)}`,
};

const repairs: Record<CountedKind, (tx: Transaction, id: string) => Promise<unknown>> = {
  async videos(tx, id) {
    const [likeCount, dislikeCount] = [ratings(sql`${id}`, 'like'), ratings(sql`${id}`, 'dislike')];
    await tx.update(videos).set({ likeCount, dislikeCount }).where(eq(videos.id, id));
    // Who has the page open is told.
    await tx.insert(ratingNews).values({ videoId: id }).onConflictDoNothing();
  },
  channels: (tx, id) =>
    tx
      .update(channels)
      .set({ subscriberCount: subscribers(sql`${id}`) })
      .where(eq(channels.id, id)),
  playlists: (tx, id) =>
    tx
      .update(playlists)
      .set({ itemCount: items(sql`${id}`) })
      .where(eq(playlists.id, id)),
};

/** Also for the test that looks at how SQLite goes about it. */
export const pageSql = (kind: CountedKind, after: string, limit: number): SQL =>
  sql`select t.id, ${isRight[kind]} as "isRight" from ${sql.raw(kind)} t where t.id > ${after} order by t.id limit ${limit}`;

export function createRecountStore(db: Database) {
  return {
    /** Those after `after`, in the order of their ids. */
    async page(kind: CountedKind, after: string, limit: number): Promise<{ id: string; isRight: boolean }[]> {
      const rows = await db.all<{ id: string; isRight: number }>(pageSql(kind, after, limit));
      return rows.map(({ id, isRight }) => ({ id, isRight: isRight === 1 }));
    },

    /** Sets the counts of one to what its rows say at this very moment. */
    async repair(kind: CountedKind, id: string): Promise<void> {
      await db.transaction((tx) => repairs[kind](tx, id));
    },
  };
}
