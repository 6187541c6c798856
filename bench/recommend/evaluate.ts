import { type Interactions, popularityOf, userCountOf } from '../../origin/discovery/model/interactions.ts';
import { ndcgAt, recallAt } from './ranking-metrics.ts';
import type { Recommender } from './recommenders.ts';
import type { Case } from './split-ratings.ts';

export type Quality = {
  recall_at_20: number;
  ndcg_at_100: number;
  /** Share of all videos that stand among anybody's first 20. */
  coverage_at_20: number;
  /** Bits of surprise: −log2 of the share of people who watched what stands among the first 20, on average. */
  novelty_at_20_bits: number;
};

const DEPTH = 100;
const SHOWN = 20;

/** Means over all cases; what somebody is known to have watched is not suggested to them. */
export function evaluate(recommend: Recommender, train: Interactions, cases: readonly Case[]): Quality {
  const popularity = popularityOf(train);
  const people = userCountOf(train);
  const shown = new Set<number>();
  const sums = { recall: 0, ndcg: 0, surprise: 0 };
  const scores = new Float64Array(train.itemCount);
  for (const { known, wanted } of cases) {
    scores.fill(0);
    recommend(known, scores);
    for (const item of known) scores[item] = Number.NEGATIVE_INFINITY;
    const ranked = best(scores, DEPTH);
    sums.recall += recallAt(SHOWN, ranked, wanted);
    sums.ndcg += ndcgAt(DEPTH, ranked, wanted);
    const first = ranked.slice(0, SHOWN);
    for (const item of first) shown.add(item);
    const bits = first.reduce((sum, item) => sum - Math.log2(Math.max(1, popularity[item] ?? 0) / people), 0);
    sums.surprise += bits / Math.max(1, first.length);
  }
  return {
    recall_at_20: sums.recall / cases.length,
    ndcg_at_100: sums.ndcg / cases.length,
    coverage_at_20: shown.size / train.itemCount,
    novelty_at_20_bits: sums.surprise / cases.length,
  };
}

/** The numbers of the highest scores, best first. */
function best(scores: Float64Array, count: number): number[] {
  const threshold = scores.slice().sort()[Math.max(0, scores.length - count)] ?? Number.NEGATIVE_INFINITY;
  const chosen: number[] = [];
  for (const [item, score] of scores.entries())
    if (score >= threshold && score !== Number.NEGATIVE_INFINITY) chosen.push(item);
  return chosen.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, count);
}
