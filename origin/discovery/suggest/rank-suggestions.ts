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
  const known = scored.filter(({ reason }) => reason !== 'new_to_you').slice(0, COMPARED);
  const unknown = scored.filter(({ reason }) => reason === 'new_to_you');
  const picked: Ranked[] = [];
  const perChannel = new Map<string, number>();
  const closest = new Map<string, number>();
  const canTake = ({ videoId }: Ranked) =>
    (perChannel.get(facts.get(videoId)?.channelId ?? '') ?? 0) < options.perChannel;
  while (picked.length < limit) {
    const isExploring = options.exploreEvery > 0 && (picked.length + 1) % options.exploreEvery === 0;
    const [first, second] = isExploring ? [unknown, known] : [known, unknown];
    const next = best(first.filter(canTake)) ?? best(second.filter(canTake));
    if (next === undefined) break;
    take(next);
  }
  return picked;

  function best(from: readonly Ranked[]): Ranked | undefined {
    const worth = ({ videoId, score }: Ranked) => score - options.diversity * (closest.get(videoId) ?? 0);
    return from.reduce<Ranked | undefined>(
      (found, each) => (found === undefined || worth(each) > worth(found) ? each : found),
      undefined,
    );
  }

  function take(chosen: Ranked): void {
    picked.push(chosen);
    const it = facts.get(chosen.videoId);
    perChannel.set(it?.channelId ?? '', (perChannel.get(it?.channelId ?? '') ?? 0) + 1);
    for (const pool of [known, unknown]) {
      const at = pool.indexOf(chosen);
      if (at >= 0) pool.splice(at, 1);
      for (const { videoId } of pool)
        closest.set(videoId, Math.max(closest.get(videoId) ?? 0, likeness(it, facts.get(videoId))));
    }
  }
}

function scoreAll(proposals: readonly Proposal[], facts: ReadonlyMap<string, Facts>, nowMs: number): Ranked[] {
  const byVideo = Map.groupBy(
    proposals.filter(({ videoId }) => facts.has(videoId)),
    ({ videoId }) => videoId,
  );
  const scored = [...byVideo].map(([videoId, those]): Ranked => {
    // Several reasons together say more than each, and never more than certainty.
    const worth = ({ reason, strength }: Proposal) => sourceWeights[reason] * Math.min(1, Math.max(0, strength));
    const doubt = those.reduce((left, each) => left * (1 - 0.95 * worth(each)), 1);
    const strongest = those.reduce((most, each) => (worth(each) > worth(most) ? each : most));
    const score = 1 - doubt + quality(facts.get(videoId), nowMs);
    return { videoId, reason: strongest.reason, becauseOf: strongest.becauseOf ?? null, score };
  });
  return scored.sort((a, b) => b.score - a.score || (a.videoId < b.videoId ? -1 : 1));
}

function quality(facts: Facts | undefined, nowMs: number): number {
  if (!facts) return 0;
  const { createdAtMs, viewCount, likeCount, dislikeCount } = facts;
  const freshness = 2 ** (-Math.max(0, nowMs - createdAtMs) / FRESH_HALF_LIFE_MS);
  const liking = (likeCount + 1) / (likeCount + dislikeCount + 2) - 0.5;
  return FRESHNESS * freshness + LIKING * liking + POPULARITY * Math.min(1, Math.log10(1 + viewCount) / 7);
}

/** From 0, nothing in common, to 1. */
function likeness(a: Facts | undefined, b: Facts | undefined): number {
  if (!a || !b) return 0;
  let common = 0;
  for (const word of a.words) if (b.words.has(word)) common++;
  const all = a.words.size + b.words.size - common;
  return 0.4 * Number(a.channelId === b.channelId) + 0.6 * (all === 0 ? 0 : common / all);
}
