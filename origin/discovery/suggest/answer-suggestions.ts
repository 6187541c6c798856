import type { Suggestion, Suggestions } from '../../../shared/contracts/discovery.ts';
import { newId } from '../../../shared/ids.ts';
import { presentListedVideo } from '../../videos/present-listed-video.ts';
import type { LivingVideo } from '../living/store.ts';
import type { RecentAnswers } from '../recent-answers.ts';
import type { ShelfDeps } from './everybodys-shelf.ts';
import type { Ranked, RankOptions } from './rank-suggestions.ts';
import { stableVariant } from './stable-variant.ts';
import type { SuggestionStore } from './store.ts';

export type SuggestDeps = ShelfDeps & {
  suggestions: SuggestionStore;
  /** Lists that were made within the last minute, by whom they are for. */
  suggestionLists: RecentAnswers<Ranked[]>;
  /** Per cent of viewers for whom more is new and less alike. */
  diverseVariantPercent: number;
};

const EXPERIMENT = 'ranking 1';
const control: RankOptions = { diversity: 0.3, perChannel: 3, exploreEvery: 8 };
const variants: Readonly<Record<string, RankOptions>> = {
  control,
  diverse: { diversity: 0.6, perChannel: 2, exploreEvery: 5 },
};
/** More than is shown, for those that go out of sight, or are hidden, before the list is made anew. */
export const LISTED = 70;
/** Looked up besides those that are shown, in place of such ones. */
const SPARE = 10;

export function variantFor(deps: Pick<SuggestDeps, 'diverseVariantPercent'>, person: string | null) {
  const shares = { diverse: deps.diverseVariantPercent };
  const name = person === null ? 'control' : stableVariant(EXPERIMENT, person, shares);
  return { name, options: variants[name] ?? control };
}

/**
 * A list as it may be shown at this moment: what went out of sight since it was made is left out, and so is the title of
 * a reason that did, and what `userId` has hidden. One exchange with the database, a second one where much is left out.
 */
export async function answerSuggestions(
  { living, clock }: Pick<SuggestDeps, 'living' | 'clock'>,
  ranked: readonly Ranked[],
  asked: { userId: string | null; limit: number; variant: string; unwanted?: ReadonlySet<string> },
): Promise<Suggestions> {
  const wanted = ranked.filter(({ videoId }) => !asked.unwanted?.has(videoId));
  const first = wanted.slice(0, asked.limit + SPARE);
  let videos = await shown(first);
  if (videos.length < asked.limit && wanted.length > first.length) videos = await shown(wanted);
  return { list_id: newId(), variant: asked.variant, videos: videos.slice(0, asked.limit), next_cursor: null };

  async function shown(list: readonly Ranked[]): Promise<Suggestion[]> {
    const videoIds = new Set(list.flatMap(({ videoId, becauseOf }) => (becauseOf ? [videoId, becauseOf] : [videoId])));
    const { rows, hidden } = await living.publicVideosFor(asked.userId, [...videoIds], clock());
    const byId = new Map(rows.map((row) => [row.video.id, row]));
    return list.flatMap((it): Suggestion[] => {
      const row = byId.get(it.videoId);
      if (!row || hidden.videoIds.has(it.videoId) || hidden.channelIds.has(row.video.channelId)) return [];
      return [presentSuggestion(row, it, byId.get(it.becauseOf ?? ''))];
    });
  }
}

const presentSuggestion = (row: LivingVideo, { reason }: Ranked, because: LivingVideo | undefined): Suggestion => ({
  ...presentListedVideo(row),
  reason,
  because_of: because ? { video_id: because.video.id, title: because.video.title } : null,
});
