import { and, eq, lt, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { discoveryModel, recentPairs, users, videoNeighbours, watchHistory } from '../../../shared/schema/index.ts';
import { ROWS_PER_DELETION, untilNone } from '../../adapters/until-none.ts';

export type ModelRow = typeof discoveryModel.$inferSelect;
export type NeighbourRow = { videoId: string; neighbours: [videoId: string, score: number][] };
export type BatchStore = ReturnType<typeof createBatchStore>;
export type WatchPage = {
  /** One for each who watched anything. */
  lists: string[][];
  /** Null when there is nobody left. */
  lastUserId: string | null;
};

const ONLY = 1;

export function createBatchStore(db: Database) {
  return {
    /**
     * What each of the next `limit` people after `afterUserId` watched last, at most `newestOfEach` videos, newest first.
     * It travels as one text: a value for each row costs more than reading it does.
     */
    async pageOfWatches(afterUserId: string, limit: number, newestOfEach: number): Promise<WatchPage> {
      const { lists, last } = await db.get<{ lists: string | null; last: string | null }>(sql`
        select max(id) as last, group_concat((
          select group_concat(video_id) from (select video_id from ${watchHistory}
            where user_id = person.id and is_removed = 0 order by watched_at desc, video_id desc limit ${newestOfEach})
        ), ' ') as lists
        from (select id from ${users} where id > ${afterUserId} order by id limit ${limit}) person`);
      return { lists: lists ? lists.split(' ').map((list) => list.split(',')) : [], lastUserId: last };
    },

    async putNeighbours(rows: readonly NeighbourRow[], now: Date): Promise<void> {
      if (rows.length === 0) return;
      const values = JSON.stringify(rows.map(({ videoId, neighbours }) => [videoId, JSON.stringify(neighbours)]));
      await db
        .insert(videoNeighbours)
        .select(sql`select value ->> 0, value ->> 1, ${now.getTime()} from json_each(${values}) where true`)
        .onConflictDoUpdate({
          target: videoNeighbours.videoId,
          set: { neighbours: sql`excluded.neighbours`, builtAt: now },
        });
    },

    /** Deletes what no build since `builtAt` has made, some rows at a time. */
    async dropNeighboursBefore(builtAt: Date, signal: AbortSignal): Promise<void> {
      const [newest] = await db.select({ rowid: sql<number | null>`max(rowid)` }).from(videoNeighbours);
      for (let from = 0; from < (newest?.rowid ?? 0); from += ROWS_PER_DELETION) {
        signal.throwIfAborted();
        const isHere = sql`rowid > ${from} and rowid <= ${from + ROWS_PER_DELETION}`;
        await db.delete(videoNeighbours).where(and(isHere, lt(videoNeighbours.builtAt, builtAt)));
      }
    },

    /** Deletes pairs that nobody has added to since `begun`, some at a time. */
    async dropPairsBefore(begun: Date, signal: AbortSignal): Promise<void> {
      const some = sql`select rowid from ${recentPairs} where ${lt(recentPairs.updatedAt, begun)} limit ${ROWS_PER_DELETION}`;
      await untilNone(() => {
        signal.throwIfAborted();
        return db.delete(recentPairs).where(sql`rowid in (${some})`);
      });
    },

    async putModel(model: Omit<ModelRow, 'id'>): Promise<void> {
      await db
        .insert(discoveryModel)
        .values({ id: ONLY, ...model })
        .onConflictDoUpdate({ target: discoveryModel.id, set: model });
    },

    async model(): Promise<ModelRow | undefined> {
      const [row] = await db.select().from(discoveryModel).where(eq(discoveryModel.id, ONLY));
      return row;
    },
  };
}
