import type { Suggestions } from '../../../shared/contracts/discovery.ts';
import type { Actor } from '../../policy/who.ts';
import { findVisibleVideo, type VideoDeps } from '../../videos/find-visible-video.ts';
import { trendingIds } from '../trending/list-trending.ts';
import { answerSuggestions, LISTED, type SuggestDeps, variantFor } from './answer-suggestions.ts';
import { lookUpFacts } from './look-up-facts.ts';
import { lookUpsFor, proposeInOrder, proposeSameTopic, proposeWatchedTogether, topicsOf } from './propose.ts';
import { type Ranked, type RankOptions, rankSuggestions } from './rank-suggestions.ts';

export type RelatedDeps = SuggestDeps & { videos: VideoDeps };
type Shown = { id: string; channelId: string; category: string | null };

const OF_CHANNEL = 20;
const TRENDING = 30;

/**
 * What to watch after a video: the same for everyone but for what they hid or have just watched. Throws `not_found` for a
 * video that the actor does not see.
 */
export async function listRelated(
  deps: RelatedDeps,
  actor: Actor,
  videoId: string,
  { limit, recent }: { limit: number; recent: readonly string[] },
): Promise<Suggestions> {
  const { video } = await findVisibleVideo(deps.videos, actor, videoId);
  const userId = actor?.userId ?? null;
  const variant = variantFor(deps, userId);
  const key = `related ${variant.name} ${videoId}`;
  const ranked = await deps.suggestionLists.get(key, () => makeList(deps, video, variant.options));
  return answerSuggestions(deps, ranked, { userId, limit, variant: variant.name, unwanted: new Set(recent) });
}

/** A video that not everyone sees is no reason for anything, and its words stand in no index. */
async function makeList(deps: RelatedDeps, video: Shown, options: RankOptions): Promise<Ranked[]> {
  const { suggestions, clock } = deps;
  const now = clock();
  const [{ seeds, documentCount }, ofChannel, trending] = await Promise.all([
    suggestions.seeds([video.id], 1),
    suggestions.newestOf(video.channelId, OF_CHANNEL, now),
    trendingIds(deps, { window: 'week', country: undefined, category: video.category ?? undefined }),
  ]);
  const topics = topicsOf(seeds, documentCount);
  const proposals = [
    ...proposeWatchedTogether(seeds),
    ...proposeInOrder(ofChannel, 'same_channel'),
    ...proposeInOrder(trending.slice(0, TRENDING), 'trending'),
  ];
  const unwanted = new Set([video.id]);
  const facts = await lookUpFacts(suggestions, { proposals, lookUps: lookUpsFor(topics), unwanted }, now);
  const all = [...proposals, ...proposeSameTopic(topics, facts)];
  return rankSuggestions(all, facts, { limit: LISTED, nowMs: now.getTime(), options });
}
