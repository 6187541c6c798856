import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';

export type RankingStore = ReturnType<typeof createRankingStore>;

export function createRankingStore(db: Database) {
  return {
    /**
     * Ranks the next `limit` of the videos that were watched on `day` by their views of now, in the order of their ids.
     * Returns the last of them; null when there is none after `after`.
     */
    async rankWatched(day: string, after: string, limit: number): Promise<string | null> {
      const some = sql`select video_id from video_days where day = ${day} and video_id > ${after} order by video_id limit ${limit}`;
      // Asked before: a statement that may write waits for other writers and keeps them waiting.
      const found = await db.get<{ last: string | null; behind: number }>(sql`
        select max(w.video_id) as last, coalesce(sum(v.ranked_view_count <> v.view_count), 0) as behind
        from (${some}) w left join videos v on v.id = w.video_id`);
      if (found && found.behind > 0)
        await db.run(sql`
          update videos set ranked_view_count = view_count where id in (${some}) and ranked_view_count <> view_count`);
      return found?.last ?? null;
    },
  };
}
