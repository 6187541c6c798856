import type { Suggestions } from '../../../shared/contracts/discovery.ts';
import type { Actor } from '../../policy/who.ts';
import { trendingIds } from '../trending/list-trending.ts';
import { answerSuggestions, nothingHidden, rankLiving, type SuggestDeps, variantFor } from './answer-suggestions.ts';
import { proposeInOrder, proposeSameTopic, proposeWatchedTogether } from './propose.ts';
import type { Hidden, Taste } from './store.ts';

/** So many of the newest watched and liked videos speak for somebody's taste; of these fewer for its topics. */
const SEEDS = 20;
const TOPIC_SEEDS = 4;
const NEW_VIDEOS = 60;
const TRENDING = 40;

/**
 * What somebody may want to watch, by what they watched, liked and follow. Who is not signed in says with `recent` what
 * they watched in this session, newest first. Without any of it: what trends, and what is new.
 */
export async function listRecommendations(
  deps: SuggestDeps,
  actor: Actor,
  { limit, recent }: { limit: number; recent: readonly string[] },
): Promise<Suggestions> {
  const variant = variantFor(deps, actor?.userId ?? null);
  const hidden = actor ? await deps.suggestions.hiddenFrom(actor.userId) : nothingHidden;
  const key = `recommended ${variant.name} ${actor?.userId ?? ''} ${recent.join(' ')}`;
  const ranked = await deps.suggestionLists.get(key, async () => {
    const taste = await tasteOf(deps, actor, recent);
    const seeds = [...new Set([...taste.watched.slice(0, SEEDS - 5), ...taste.liked.slice(0, 5)])].filter(
      (videoId) => !taste.disliked.includes(videoId) && !hidden.videoIds.has(videoId),
    );
    const [together, topic, day, month, newest] = await Promise.all([
      proposeWatchedTogether(deps.suggestions, seeds),
      proposeSameTopic({ store: deps.suggestions, index: deps.index }, seeds.slice(0, TOPIC_SEEDS)),
      trendingIds(deps, { window: 'day', country: undefined, category: undefined }),
      trendingIds(deps, { window: 'month', country: undefined, category: undefined }),
      deps.suggestions.newest(NEW_VIDEOS),
    ]);
    const proposals = [
      ...together,
      ...topic,
      ...proposeInOrder(taste.subscribedVideos, 'subscribed'),
      ...proposeInOrder([...new Set([...day, ...month])].slice(0, TRENDING), 'trending'),
      ...proposeInOrder(newest, 'new_to_you'),
    ];
    return rankLiving(deps, proposals, alsoHiding(hidden, taste), variant.options);
  });
  return answerSuggestions(deps, ranked, hidden, { limit, variant: variant.name });
}

async function tasteOf(deps: SuggestDeps, actor: Actor, recent: readonly string[]): Promise<Taste> {
  const known = actor
    ? await deps.suggestions.tasteOf(actor.userId, deps.clock())
    : { watched: [], liked: [], disliked: [], subscribedVideos: [] };
  return { ...known, watched: [...new Set([...recent, ...known.watched])] };
}

/** Nobody is told to watch what they have watched, or did not like. */
const alsoHiding = (hidden: Hidden, { watched, disliked }: Taste): Hidden => ({
  ...hidden,
  videoIds: new Set([...hidden.videoIds, ...watched, ...disliked]),
});
