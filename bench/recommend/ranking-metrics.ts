/**
 * Share of the wanted that stands among the first `k`, out of as many as could (Liang et al., WWW 2018): 1 when the first
 * `k` are all wanted, even if more are.
 */
export function recallAt(k: number, ranked: ArrayLike<number>, wanted: ReadonlySet<number>): number {
  let hits = 0;
  for (let at = 0; at < Math.min(k, ranked.length); at++) if (wanted.has(ranked[at] ?? -1)) hits++;
  return hits / Math.min(k, wanted.size);
}

/** Normalised discounted cumulative gain of the first `k`: a hit at place p (from 1) gains 1 ÷ log2(p + 1). */
export function ndcgAt(k: number, ranked: ArrayLike<number>, wanted: ReadonlySet<number>): number {
  let [gain, best] = [0, 0];
  for (let at = 0; at < k; at++) {
    const worth = 1 / Math.log2(at + 2);
    if (at < ranked.length && wanted.has(ranked[at] ?? -1)) gain += worth;
    if (at < wanted.size) best += worth;
  }
  return gain / best;
}
