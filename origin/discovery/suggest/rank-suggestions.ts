import type { SuggestionReason } from '../../../shared/contracts/discovery-words.ts';

/** A video that one source proposes; `strength` in (0, 1] compares what the same source proposes. */
export type Proposal = {
  videoId: string;
  reason: SuggestionReason;
  strength: number;
  /** The watched video that it goes with. */
  becauseOf?: string | undefined;
};

/** What is known about a proposed video at this moment. */
export type Facts = {
  channelId: string;
  words: ReadonlySet<string>;
  createdAtMs: number;
  viewCount: number;
  likeCount: number;
  dislikeCount: number;
};

export type RankOptions = {
  /** How much being unlike what stands above counts against being good; 0 is by score alone. */
  diversity: number;
  /** Of the same channel, at most so many in one list. */
  perChannel: number;
  /** Every so manieth place is for something nobody's watching speaks for yet; 0 for none. */
  exploreEvery: number;
};

export type Ranked = { videoId: string; reason: SuggestionReason; becauseOf: string | null; score: number };

const sourceWeights: Readonly<Record<SuggestionReason, number>> = {
  watched_together: 1,
  subscribed: 0.6,
  same_topic: 0.5,
  same_channel: 0.45,
  trending: 0.35,
  new_to_you: 0.1,
};
const FRESH_HALF_LIFE_MS = 14 * 24 * 3_600_000;
const FRESHNESS = 0.1;
const LIKING = 0.15;
const POPULARITY = 0.1;
/** Among more candidates, comparing each with each is not worth its time. */
const COMPARED = 150;

/** What a proposal alone is worth, from 0 to 1. */
export const worthOf = ({ reason, strength }: Proposal): number =>
  sourceWeights[reason] * Math.min(1, Math.max(0, strength));

/**
 * The best `limit` of all that was proposed, for the strongest reason each: scored once, then picked one after the other,
 * each as unlike those before it as its score allows (maximal marginal relevance; Carbonell and Goldstein, 1998).
 */
export function rankSuggestions(
  proposals: readonly Proposal[],
  facts: ReadonlyMap<string, Facts>,
  { limit, nowMs, options }: { limit: number; nowMs: number; options: RankOptions },
): Ranked[] {
  const scored = scoreAll(proposals, facts, nowMs);
  const known = scored.filter(({ ranked }) => ranked.reason !== 'new_to_you').slice(0, COMPARED);
  const unknown = scored.filter(({ ranked }) => ranked.reason === 'new_to_you').slice(0, COMPARED);
  const noteLikeness = createLikeness([...known, ...unknown]);
  const picked: Ranked[] = [];
  const perChannel = new Map<string, number>();
  const canTake = ({ isTaken, facts: { channelId } }: Scored) =>
    !isTaken && (perChannel.get(channelId) ?? 0) < options.perChannel;
  while (picked.length < limit) {
    const isExploring = options.exploreEvery > 0 && (picked.length + 1) % options.exploreEvery === 0;
    const next = isExploring ? (best(unknown) ?? best(known)) : (best(known) ?? best(unknown));
    if (next === undefined) break;
    next.isTaken = true;
    picked.push(next.ranked);
    perChannel.set(next.facts.channelId, (perChannel.get(next.facts.channelId) ?? 0) + 1);
    noteLikeness(next);
  }
  return picked;

  function best(from: readonly Scored[]): Scored | undefined {
    let [found, most]: [Scored | undefined, number] = [undefined, Number.NEGATIVE_INFINITY];
    for (const each of from) {
      // Sorted by score: nothing that follows can be worth more.
      if (each.ranked.score <= most) break;
      const worth = each.ranked.score - options.diversity * each.closest;
      if (worth > most && canTake(each)) [found, most] = [each, worth];
    }
    return found;
  }
}

type Scored = {
  ranked: Ranked;
  facts: Facts;
  isTaken: boolean;
  /** Likeness to the most alike of those that were taken. */
  closest: number;
  /** Scratch: words in common with the one that was taken last. */
  common: number;
};

/** Best first. */
function scoreAll(proposals: readonly Proposal[], facts: ReadonlyMap<string, Facts>, nowMs: number): Scored[] {
  type Sum = { doubt: number; strongest: Proposal; most: number };
  const sums = new Map<string, Sum>();
  for (const proposal of proposals) {
    const worth = worthOf(proposal);
    const sum = sums.get(proposal.videoId) ?? { doubt: 1, strongest: proposal, most: worth };
    // Several reasons together say more than each, and never more than certainty.
    sum.doubt *= 1 - 0.95 * worth;
    if (worth > sum.most) [sum.strongest, sum.most] = [proposal, worth];
    sums.set(proposal.videoId, sum);
  }
  const scored: Scored[] = [];
  for (const [videoId, { doubt, strongest }] of sums) {
    const its = facts.get(videoId);
    if (!its) continue;
    const score = 1 - doubt + quality(its, nowMs);
    const ranked = { videoId, reason: strongest.reason, becauseOf: strongest.becauseOf ?? null, score };
    scored.push({ ranked, facts: its, isTaken: false, closest: 0, common: 0 });
  }
  return scored.sort((a, b) => b.ranked.score - a.ranked.score || (a.ranked.videoId < b.ranked.videoId ? -1 : 1));
}

function quality({ createdAtMs, viewCount, likeCount, dislikeCount }: Facts, nowMs: number): number {
  const freshness = 2 ** (-Math.max(0, nowMs - createdAtMs) / FRESH_HALF_LIFE_MS);
  const liking = (likeCount + 1) / (likeCount + dislikeCount + 2) - 0.5;
  return FRESHNESS * freshness + LIKING * liking + POPULARITY * Math.min(1, Math.log10(1 + viewCount) / 7);
}

/**
 * Notes in `closest` of each of `all` how like it is to one that was taken, from 0, nothing in common, to 1. Only those
 * that share a word or the channel with it are looked at.
 */
function createLikeness(all: readonly Scored[]): (taken: Scored) => void {
  const byWord = new Map<string, Scored[]>();
  for (const each of all)
    for (const word of each.facts.words) {
      const those = byWord.get(word);
      if (those) those.push(each);
      else byWord.set(word, [each]);
    }
  const byChannel = Map.groupBy(all, ({ facts }) => facts.channelId);
  return (taken) => {
    const met = new Set(byChannel.get(taken.facts.channelId));
    for (const word of taken.facts.words)
      for (const each of byWord.get(word) ?? []) {
        each.common++;
        met.add(each);
      }
    for (const each of met) {
      const words = each.facts.words.size + taken.facts.words.size - each.common;
      const sameChannel = Number(each.facts.channelId === taken.facts.channelId);
      each.closest = Math.max(each.closest, 0.4 * sameChannel + 0.6 * (words === 0 ? 0 : each.common / words));
      each.common = 0;
    }
  };
}
