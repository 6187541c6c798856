/** So many people at least watched both videos of a pair. */
export const PEOPLE_OF_A_PAIR = 3;

/** For each video the `width` strongest others: `items[v * width + k]`, −1 where there are fewer. */
export type Neighbours = { width: number; items: Int32Array; scores: Float32Array };

export function emptyNeighbours(itemCount: number, width: number): Neighbours {
  return { width, items: new Int32Array(itemCount * width).fill(-1), scores: new Float32Array(itemCount * width) };
}

/** Writes the best of `candidates` for `item`, best first; only scores above 0 count. */
export function keepBest(to: Neighbours, item: number, candidates: readonly number[], scores: ArrayLike<number>): void {
  const { width } = to;
  const best = candidates
    .filter((candidate) => (scores[candidate] ?? 0) > 0)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, width);
  for (const [at, candidate] of best.entries()) {
    to.items[item * width + at] = candidate;
    to.scores[item * width + at] = scores[candidate] ?? 0;
  }
}

/** Of a dense matrix of weights. */
export function neighboursOf(weights: Float64Array, itemCount: number, width: number): Neighbours {
  const to = emptyNeighbours(itemCount, width);
  const all = Array.from({ length: itemCount }, (_, item) => item);
  for (let item = 0; item < itemCount; item++)
    keepBest(to, item, all, weights.subarray(item * itemCount, (item + 1) * itemCount));
  return to;
}

/** Adds to `scores` what having watched `item` says of others. */
export function addScores(scores: Float64Array, from: Neighbours, item: number, weight = 1): void {
  for (let at = item * from.width; at < (item + 1) * from.width; at++) {
    const other = from.items[at] ?? -1;
    if (other < 0) return;
    scores[other] = (scores[other] ?? 0) + weight * (from.scores[at] ?? 0);
  }
}
