import { and, desc, eq, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { TrendWindow } from '../../../shared/contracts/discovery-words.ts';
import { trendScores, users, videos } from '../../../shared/schema/index.ts';
import { isPublicVideo } from '../../search/store.ts';

export type TrendQuery = { window: TrendWindow; country: string | undefined; category: string | undefined };
export type TrendStore = ReturnType<typeof createTrendStore>;

/** Of a category that hardly anybody watches, no more are looked at in search of it. */
const LOOKED_THROUGH = 3_000;

export function createTrendStore(db: Database) {
  return {
    /** Those with the most attention, of what everyone may see. A query without effect until it is awaited. */
    top({ window, country = '', category }: TrendQuery, limit: number, now: Date) {
      const isIn = and(eq(trendScores.window, window), eq(trendScores.country, country));
      const last = sql`select rank from trend_scores where window = ${window} and country = ${country}
        order by rank desc limit 1 offset ${LOOKED_THROUGH}`;
      return db
        .select({ videoId: trendScores.videoId })
        .from(trendScores)
        .innerJoin(videos, eq(videos.id, trendScores.videoId))
        .innerJoin(users, eq(users.id, videos.ownerId))
        .where(
          and(
            isIn,
            isPublicVideo(now),
            category === undefined
              ? undefined
              : and(eq(videos.category, category), sql`${trendScores.rank} > coalesce((${last}), -9e99)`),
          ),
        )
        .orderBy(desc(trendScores.rank))
        .limit(limit);
    },
  };
}
