import type { Trending, TrendingQuery } from '../../../shared/contracts/discovery.ts';
import { presentListedVideo } from '../../videos/present-listed-video.ts';
import type { LivingVideos } from '../living/store.ts';
import type { RecentAnswers } from '../recent-answers.ts';
import type { TrendQuery, TrendStore } from './store.ts';

export type TrendingDeps = {
  trends: TrendStore;
  /** The ids of lists that were made within the last seconds. */
  trendingLists: RecentAnswers<string[]>;
  living: LivingVideos;
  clock: () => Date;
};

/** More than is shown, for those that go out of sight before the list is made anew. */
const LISTED = 100;

/** What is watched, liked, talked about and shared now. Who may see it is asked at this moment, whatever is remembered. */
export async function listTrending(deps: TrendingDeps, { limit, ...query }: TrendingQuery): Promise<Trending> {
  const videoIds = await trendingIds(deps, { country: query.country, category: query.category, window: query.window });
  const rows = await deps.living.publicVideos(videoIds.slice(0, limit + 20), deps.clock());
  const byId = new Map(rows.map((row) => [row.video.id, row]));
  const shown = videoIds.flatMap((videoId) => byId.get(videoId) ?? []).slice(0, limit);
  return { videos: shown.map(presentListedVideo), next_cursor: null };
}

export async function trendingIds(
  { trends, trendingLists, clock }: Pick<TrendingDeps, 'trends' | 'trendingLists' | 'clock'>,
  query: TrendQuery,
): Promise<string[]> {
  return trendingLists.get(JSON.stringify(query), async () =>
    (await trends.top(query, LISTED, clock())).map(({ videoId }) => videoId),
  );
}
