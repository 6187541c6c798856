import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { historySettings, watchHistory } from '../../shared/schema/index.ts';

export type HistoryRow = typeof watchHistory.$inferSelect;
/** The last row of the page before. */
export type HistoryPosition = { watchedAtMs: number; videoId: string };
export type HistoryStore = ReturnType<typeof createHistoryStore>;

export type HistoryListQuery = {
  userId: string;
  limit: number;
  after: HistoryPosition | null;
  onlyUnfinished: boolean;
};

// Word for word those of the partial indexes.
const isThere = sql`${watchHistory.isRemoved} = 0`;
const isUnfinished = sql`${watchHistory.isRemoved} = 0 and ${watchHistory.isUnfinished} = 1`;

export function createHistoryStore(db: Database) {
  const rowOf = (userId: string, videoId: string) =>
    and(eq(watchHistory.userId, userId), eq(watchHistory.videoId, videoId));

  return {
    /** Newest first. A query without effect until it is awaited. */
    list({ userId, limit, after, onlyUnfinished }: HistoryListQuery) {
      return db
        .select()
        .from(watchHistory)
        .where(
          and(
            eq(watchHistory.userId, userId),
            onlyUnfinished ? isUnfinished : isThere,
            after === null
              ? undefined
              : sql`(${watchHistory.watchedAt}, ${watchHistory.videoId}) < (${after.watchedAtMs}, ${after.videoId})`,
          ),
        )
        .orderBy(desc(watchHistory.watchedAt), desc(watchHistory.videoId))
        .limit(limit);
    },

    async find(userId: string, videoId: string): Promise<HistoryRow | undefined> {
      const [row] = await db
        .select()
        .from(watchHistory)
        .where(and(rowOf(userId, videoId), isThere));
      return row;
    },

    /** Unless something newer is known; false while the person's history is paused. */
    async put(entry: Omit<HistoryRow, 'isRemoved'>): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [settings] = await tx.select().from(historySettings).where(eq(historySettings.userId, entry.userId));
        if (settings?.isPaused) return false;
        const { positionSec, watchedAt, isUnfinished } = entry;
        await tx
          .insert(watchHistory)
          .values(entry)
          .onConflictDoUpdate({
            target: [watchHistory.userId, watchHistory.videoId],
            set: { positionSec, watchedAt, isUnfinished, isRemoved: false },
            setWhere: lt(watchHistory.watchedAt, watchedAt),
          });
        return true;
      });
    },

    /** The row stays without its position, so that reports from before `now` do not bring it back. */
    async remove(userId: string, videoId: string, now: Date): Promise<void> {
      await db
        .update(watchHistory)
        .set({ isRemoved: true, isUnfinished: false, positionSec: 0, watchedAt: now })
        .where(and(rowOf(userId, videoId), isThere));
    },

    /** Forgets everything that was watched up to `now`, reports that are still under way included. */
    async clear(userId: string, now: Date): Promise<void> {
      await db.batch([
        db.delete(watchHistory).where(eq(watchHistory.userId, userId)),
        db
          .insert(historySettings)
          .values({ userId, clearedAt: now })
          .onConflictDoUpdate({ target: historySettings.userId, set: { clearedAt: now } }),
      ]);
    },

    async isPaused(userId: string): Promise<boolean> {
      const [row] = await db.select().from(historySettings).where(eq(historySettings.userId, userId));
      return row?.isPaused ?? false;
    },

    async setPaused(userId: string, isPaused: boolean): Promise<void> {
      await db
        .insert(historySettings)
        .values({ userId, isPaused })
        .onConflictDoUpdate({ target: historySettings.userId, set: { isPaused } });
    },

    /** Of removals before `time`. */
    async deleteRemovedBefore(time: Date): Promise<void> {
      await db.delete(watchHistory).where(and(sql`${watchHistory.isRemoved} = 1`, lt(watchHistory.watchedAt, time)));
    },
  };
}
