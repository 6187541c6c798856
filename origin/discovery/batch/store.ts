import { eq, lt, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { discoveryModel, recentPairs, videoNeighbours, watchHistory } from '../../../shared/schema/index.ts';

export type ModelRow = typeof discoveryModel.$inferSelect;
export type NeighbourRow = { videoId: string; neighbours: [videoId: string, score: number][] };
export type BatchStore = ReturnType<typeof createBatchStore>;
/** The last row of the page before. */
export type WatchPosition = { userId: string; videoId: string };

const ONLY = 1;

export function createBatchStore(db: Database) {
  return {
    /** Who watched what, person by person, `limit` rows after `after`. */
    async pageOfWatches(after: WatchPosition | null, limit: number) {
      return db.all<{ userId: string; videoId: string; watchedAt: number }>(sql`
        select user_id as userId, video_id as videoId, watched_at as watchedAt from ${watchHistory}
        where (user_id, video_id) > (${after?.userId ?? ''}, ${after?.videoId ?? ''}) and is_removed = 0
        order by user_id, video_id limit ${limit}`);
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

    /** What was made before `begun` goes, with the pairs that the new model has seen. */
    async finish(model: Omit<ModelRow, 'id'>, begun: Date): Promise<void> {
      await db.batch([
        db.delete(videoNeighbours).where(lt(videoNeighbours.builtAt, model.builtAt)),
        db.delete(recentPairs).where(lt(recentPairs.updatedAt, begun)),
        db
          .insert(discoveryModel)
          .values({ id: ONLY, ...model })
          .onConflictDoUpdate({ target: discoveryModel.id, set: model }),
      ]);
    },

    async model(): Promise<ModelRow | undefined> {
      const [row] = await db.select().from(discoveryModel).where(eq(discoveryModel.id, ONLY));
      return row;
    },
  };
}
