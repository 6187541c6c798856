import type { Trending, TrendingQuery } from '../../../shared/contracts/discovery.ts';
import { TRENDING_ENOUGH } from '../../../shared/contracts/discovery-words.ts';
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
/** Looked up besides those that are shown, in place of such ones. */
const SPARE = 20;

/**
 * What is watched, liked, talked about and shared now. Who may see it is asked at this moment, whatever is remembered.
 * `own` is the country of who asks, if it is known.
 */
export async function listTrending(
  deps: TrendingDeps,
  { country, ...query }: TrendingQuery,
  own: string | null = null,
): Promise<Trending> {
  if (country !== 'own') return listIn(country);
  const ofOwn = own === null ? null : await listIn(own);
  return ofOwn && ofOwn.videos.length >= Math.min(query.limit, TRENDING_ENOUGH) ? ofOwn : listIn(undefined);

  async function listIn(place: string | undefined): Promise<Trending> {
    const { limit, category, window } = query;
    const videoIds = await trendingIds(deps, { country: place, category, window });
    const rows = await deps.living.publicVideos(videoIds.slice(0, limit + SPARE), deps.clock());
    const byId = new Map(rows.map((row) => [row.video.id, row]));
    const shown = videoIds.flatMap((videoId) => byId.get(videoId) ?? []).slice(0, limit);
    return { videos: shown.map(presentListedVideo), country: place ?? null, next_cursor: null };
  }
}

export async function trendingIds(
  { trends, trendingLists, clock }: Pick<TrendingDeps, 'trends' | 'trendingLists' | 'clock'>,
  query: TrendQuery,
): Promise<string[]> {
  return trendingLists.get(JSON.stringify(query), async () =>
    (await trends.top(query, LISTED, clock())).map(({ videoId }) => videoId),
  );
}
