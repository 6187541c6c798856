import type { RecentAnswers } from '../recent-answers.ts';
import { type TrendingDeps, trendingIds } from '../trending/list-trending.ts';
import { factsOf } from './look-up-facts.ts';
import { proposeInOrder } from './propose.ts';
import type { Facts, Proposal } from './rank-suggestions.ts';
import type { SuggestionStore } from './store.ts';

/** What is proposed to everybody, with what it is ranked by: of a moment ago, so who may see it is to be asked again. */
export type Shelf = { proposals: readonly Proposal[]; facts: ReadonlyMap<string, Facts> };
export type ShelfDeps = TrendingDeps & {
  suggestions: Pick<SuggestionStore, 'newest' | 'candidates'>;
  /** The one shelf, made within the last seconds. */
  shelves: RecentAnswers<Shelf>;
};

const TRENDING = 40;
const NEW_VIDEOS = 40;

/** What trends, and what is new. */
export const everybodysShelf = (deps: ShelfDeps): Promise<Shelf> =>
  deps.shelves.get('', async () => {
    const everywhere = { country: undefined, category: undefined };
    const [day, month, newest] = await Promise.all([
      trendingIds(deps, { window: 'day', ...everywhere }),
      trendingIds(deps, { window: 'month', ...everywhere }),
      deps.suggestions.newest(NEW_VIDEOS),
    ]);
    const trending = [...new Set([...day, ...month])].slice(0, TRENDING);
    const videoIds = [...new Set([...trending, ...newest])];
    const found = await deps.suggestions.candidates(videoIds, { readings: [], near: [] }, deps.clock());
    return {
      proposals: [...proposeInOrder(trending, 'trending'), ...proposeInOrder(newest, 'new_to_you')],
      facts: new Map(found.map((candidate) => [candidate.videoId, factsOf(candidate)])),
    };
  });
