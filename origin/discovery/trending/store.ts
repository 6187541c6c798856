import { and, desc, eq } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { TrendWindow } from '../../../shared/contracts/discovery-words.ts';
import { trendScores, users, videos } from '../../../shared/schema/index.ts';
import { isPublicVideo } from '../../search/store.ts';

export type TrendQuery = { window: TrendWindow; country: string | undefined; category: string | undefined };
export type TrendStore = ReturnType<typeof createTrendStore>;

export function createTrendStore(db: Database) {
  return {
    /** Those with the most attention, of what everyone may see. A query without effect until it is awaited. */
    top({ window, country, category }: TrendQuery, limit: number, now: Date) {
      return db
        .select({ videoId: trendScores.videoId })
        .from(trendScores)
        .innerJoin(videos, eq(videos.id, trendScores.videoId))
        .innerJoin(users, eq(users.id, videos.ownerId))
        .where(
          and(
            eq(trendScores.window, window),
            eq(trendScores.country, country ?? ''),
            isPublicVideo(now),
            category === undefined ? undefined : eq(videos.category, category),
          ),
        )
        .orderBy(desc(trendScores.rank))
        .limit(limit);
    },
  };
}
