import type { Suggestions } from '../../../shared/contracts/discovery.ts';
import type { Actor } from '../../policy/who.ts';
import { answerSuggestions, LISTED, type SuggestDeps, variantFor } from './answer-suggestions.ts';
import { everybodysShelf } from './everybodys-shelf.ts';
import { lookUpFacts } from './look-up-facts.ts';
import { lookUpsFor, proposeInOrder, proposeSameTopic, proposeWatchedTogether, topicsOf } from './propose.ts';
import { type Ranked, type RankOptions, rankSuggestions } from './rank-suggestions.ts';
import { unknownTaste } from './store.ts';

/** So many of the newest watched and liked videos speak for somebody's taste; of these fewer for its topics. */
const SEEDS = 20;
const LIKED_SEEDS = 5;
const TOPIC_SEEDS = 4;

/**
 * What somebody may want to watch, by what they watched, liked and follow. Who is not signed in says with `recent` what
 * they watched in this session, newest first. Without any of it: what trends, and what is new.
 */
export async function listRecommendations(
  deps: SuggestDeps,
  actor: Actor,
  { limit, recent }: { limit: number; recent: readonly string[] },
): Promise<Suggestions> {
  const userId = actor?.userId ?? null;
  const variant = variantFor(deps, userId);
  const key = `recommended ${variant.name} ${userId ?? ''} ${recent.join(' ')}`;
  const ranked = await deps.suggestionLists.get(key, () => makeList(deps, userId, recent, variant.options));
  return answerSuggestions(deps, ranked, { userId, limit, variant: variant.name });
}

/** Three exchanges with the database, one after the other: what somebody likes, what goes with that, what is known of it. */
async function makeList(
  deps: SuggestDeps,
  userId: string | null,
  recent: readonly string[],
  options: RankOptions,
): Promise<Ranked[]> {
  const { suggestions, clock } = deps;
  const now = clock();
  const [shelf, taste] = await Promise.all([
    everybodysShelf(deps),
    userId === null ? unknownTaste : suggestions.tasteOf(userId, now),
  ]);
  const { liked, disliked, hidden } = taste;
  const watched = [...new Set([...recent, ...taste.watched])];
  const seedIds = [...new Set([...watched.slice(0, SEEDS - LIKED_SEEDS), ...liked.slice(0, LIKED_SEEDS)])].filter(
    (videoId) => !disliked.includes(videoId) && !hidden.videoIds.has(videoId),
  );
  const { seeds, documentCount } = await suggestions.seeds(seedIds, TOPIC_SEEDS);
  const topics = topicsOf(seeds, documentCount);
  const proposals = [
    ...proposeWatchedTogether(seeds),
    ...proposeInOrder(taste.subscribedVideos, 'subscribed'),
    ...shelf.proposals,
  ];
  // Nobody is told to watch what they have watched, or did not like.
  const unwanted = new Set([...hidden.videoIds, ...watched, ...disliked]);
  const lookUps = lookUpsFor(topics);
  const facts = await lookUpFacts(suggestions, { proposals, lookUps, known: shelf.facts, unwanted }, now);
  for (const [videoId, { channelId }] of facts) if (hidden.channelIds.has(channelId)) facts.delete(videoId);
  const all = [...proposals, ...proposeSameTopic(topics, facts)];
  return rankSuggestions(all, facts, { limit: LISTED, nowMs: now.getTime(), options });
}
