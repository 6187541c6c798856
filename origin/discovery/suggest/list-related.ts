import type { Suggestions } from '../../../shared/contracts/discovery.ts';
import type { Actor } from '../../policy/who.ts';
import { findVisibleVideo, type VideoDeps } from '../../videos/find-visible-video.ts';
import { trendingIds } from '../trending/list-trending.ts';
import { answerSuggestions, nothingHidden, rankLiving, type SuggestDeps, variantFor } from './answer-suggestions.ts';
import { proposeInOrder, proposeSameTopic, proposeWatchedTogether } from './propose.ts';

export type RelatedDeps = SuggestDeps & { videos: VideoDeps };

const OF_CHANNEL = 20;

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
  const variant = variantFor(deps, actor?.userId ?? null);
  const hidden = actor ? await deps.suggestions.hiddenFrom(actor.userId) : nothingHidden;
  // A video that not everyone sees is no reason for anything, and its words stand in no index.
  const ranked = await deps.suggestionLists.get(`related ${variant.name} ${videoId}`, async () => {
    const now = deps.clock();
    const [together, topic, channel, trending] = await Promise.all([
      proposeWatchedTogether(deps.suggestions, [videoId]),
      proposeSameTopic({ store: deps.suggestions, index: deps.index }, [videoId]),
      deps.suggestions.newestOf(video.channelId, OF_CHANNEL, now),
      trendingIds(deps, { window: 'week', country: undefined, category: video.category ?? undefined }),
    ]);
    const proposals = [
      ...together,
      ...topic,
      ...proposeInOrder(channel, 'same_channel'),
      ...proposeInOrder(trending.slice(0, 30), 'trending'),
    ].filter((proposal) => proposal.videoId !== videoId);
    return rankLiving(deps, proposals, nothingHidden, variant.options);
  });
  const watched = new Set([...recent, ...hidden.videoIds]);
  return answerSuggestions(deps, ranked, { ...hidden, videoIds: watched }, { limit, variant: variant.name });
}
