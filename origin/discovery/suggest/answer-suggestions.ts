import type { Suggestion, Suggestions } from '../../../shared/contracts/discovery.ts';
import { newId } from '../../../shared/ids.ts';
import type { FtsStore } from '../../search/fts/store.ts';
import { presentListedVideo } from '../../videos/present-listed-video.ts';
import type { RecentAnswers } from '../recent-answers.ts';
import type { TrendingDeps } from '../trending/list-trending.ts';
import { type Facts, type Proposal, type Ranked, type RankOptions, rankSuggestions } from './rank-suggestions.ts';
import { stableVariant } from './stable-variant.ts';
import type { Hidden, SuggestionStore } from './store.ts';

export type SuggestDeps = TrendingDeps & {
  suggestions: SuggestionStore;
  index: Pick<FtsStore, 'find'>;
  /** Lists that were made within the last minute, by whom they are for. */
  suggestionLists: RecentAnswers<Ranked[]>;
  /** Per cent of viewers for whom more is new and less alike. */
  diverseVariantPercent: number;
};

export const nothingHidden: Hidden = { videoIds: new Set(), channelIds: new Set() };

const EXPERIMENT = 'ranking 1';
const variants: Readonly<Record<string, RankOptions>> = {
  control: { diversity: 0.3, perChannel: 3, exploreEvery: 8 },
  diverse: { diversity: 0.6, perChannel: 2, exploreEvery: 5 },
};
/** More than is shown, for those that go out of sight, or are hidden, before the list is made anew. */
const LISTED = 80;
/** Those proposed most strongly are asked about. */
const ASKED_ABOUT = 400;

export function variantFor(deps: SuggestDeps, person: string | null) {
  const shares = { diverse: deps.diverseVariantPercent };
  const name = person === null ? 'control' : stableVariant(EXPERIMENT, person, shares);
  return { name, options: variants[name] ?? { diversity: 0.3, perChannel: 3, exploreEvery: 8 } };
}

/** The best of what was proposed, of what everyone may see at this moment. */
export async function rankLiving(
  { living, suggestions, clock }: SuggestDeps,
  proposals: readonly Proposal[],
  hidden: Hidden,
  options: RankOptions,
): Promise<Ranked[]> {
  const now = clock();
  const strongest = [...proposals].sort((a, b) => b.strength - a.strength);
  const videoIds = [...new Set(strongest.map(({ videoId }) => videoId))]
    .filter((videoId) => !hidden.videoIds.has(videoId))
    .slice(0, ASKED_ABOUT);
  const [rows, words] = await Promise.all([living.publicVideos(videoIds, now), suggestions.wordsOf(videoIds)]);
  const wordsById = new Map(words.map((row) => [row.videoId, new Set(`${row.titleWords} ${row.tagWords}`.split(' '))]));
  const facts = new Map<string, Facts>();
  for (const { video } of rows)
    if (!hidden.channelIds.has(video.channelId))
      facts.set(video.id, {
        ...{ channelId: video.channelId, createdAtMs: (video.publishAt ?? video.createdAt).getTime() },
        ...{ viewCount: video.viewCount, likeCount: video.likeCount, dislikeCount: video.dislikeCount },
        words: wordsById.get(video.id) ?? new Set(),
      });
  return rankSuggestions(proposals, facts, { limit: LISTED, nowMs: now.getTime(), options });
}

/**
 * A list as it may be shown at this moment: what went out of sight since it was made is left out, and so is the title of
 * a reason that did.
 */
export async function answerSuggestions(
  { living, clock }: SuggestDeps,
  ranked: readonly Ranked[],
  hidden: Hidden,
  { limit, variant }: { limit: number; variant: string },
): Promise<Suggestions> {
  const reasons = ranked.flatMap(({ becauseOf }) => becauseOf ?? []);
  const rows = await living.publicVideos([...new Set([...ranked.map(({ videoId }) => videoId), ...reasons])], clock());
  const byId = new Map(rows.map((row) => [row.video.id, row]));
  const videos = ranked.flatMap(({ videoId, reason, becauseOf }): Suggestion[] => {
    const row = byId.get(videoId);
    if (!row || hidden.videoIds.has(videoId) || hidden.channelIds.has(row.video.channelId)) return [];
    const because = becauseOf === null ? undefined : byId.get(becauseOf)?.video;
    return [
      {
        ...presentListedVideo(row),
        reason,
        because_of: because ? { video_id: because.id, title: because.title } : null,
      },
    ];
  });
  return { list_id: newId(), variant, videos: videos.slice(0, limit), next_cursor: null };
}
