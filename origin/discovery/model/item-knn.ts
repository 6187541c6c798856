import { type Interactions, itemsOf, popularityOf, transpose, userCountOf } from './interactions.ts';
import { emptyNeighbours, keepBest, type Neighbours, PEOPLE_OF_A_PAIR } from './neighbours.ts';

export type KnnOptions = {
  /** Neighbours kept for each video. */
  width: number;
  /** Of each person only the newest count: bounds the time, which grows with the square of this. */
  newestOfEach: number;
  /** Added to what people watched in common is divided by, so that chance meetings of rare videos do not lead. */
  shrinkage: number;
  /** Whether people who watch nearly everything say less. Without this and shrinkage it is plain cosine. */
  isWeighted: boolean;
  /** Watched together by fewer people, two videos are no pair: it would tell what these people watched. */
  minPeople: number;
};

export const knnDefaults: KnnOptions = {
  width: 30,
  newestOfEach: 100,
  shrinkage: 10,
  isWeighted: true,
  minPeople: PEOPLE_OF_A_PAIR,
};
export const plainKnn: KnnOptions = {
  width: 100,
  newestOfEach: 1_000_000,
  shrinkage: 0,
  isWeighted: false,
  minPeople: 1,
};

/**
 * The videos that were watched by the same people, by the cosine of their columns. One video at a time: beside the
 * interactions, twice, memory is four numbers for each video and `width` for its result.
 */
export function trainItemKnn(of: Interactions, options: KnnOptions = knnDefaults): Neighbours {
  const { itemCount } = of;
  const recent = newestOf(of, options.newestOfEach);
  const watchers = transpose(recent);
  const popularity = popularityOf(recent);
  const result = emptyNeighbours(itemCount, options.width);
  const together = new Float64Array(itemCount);
  const people = new Int32Array(itemCount);
  // The same for all: a popular video meets nearly every other.
  const met = new Int32Array(itemCount);
  for (let item = 0; item < itemCount; item++) {
    let metCount = 0;
    for (const user of itemsOf(watchers, item)) {
      const items = itemsOf(recent, user);
      const weight = options.isWeighted ? 1 / Math.log2(1 + items.length) : 1;
      for (const other of items) {
        const before = together[other] ?? 0;
        if (before === 0) met[metCount++] = other;
        together[other] = before + weight;
        people[other] = (people[other] ?? 0) + 1;
      }
    }
    together[item] = 0;
    const pairs: number[] = [];
    for (const other of met.subarray(0, metCount)) {
      if ((people[other] ?? 0) < options.minPeople) continue;
      const size = Math.sqrt((popularity[item] ?? 0) * (popularity[other] ?? 0));
      together[other] = (together[other] ?? 0) / (size + options.shrinkage);
      pairs.push(other);
    }
    keepBest(result, item, pairs, together);
    for (const other of met.subarray(0, metCount)) {
      together[other] = 0;
      people[other] = 0;
    }
  }
  return result;
}

function newestOf(of: Interactions, limit: number): Interactions {
  const users = userCountOf(of);
  const starts = new Int32Array(users + 1);
  for (let user = 0; user < users; user++)
    starts[user + 1] = (starts[user] ?? 0) + Math.min(limit, itemsOf(of, user).length);
  if (starts[users] === of.items.length) return of;
  const items = new Int32Array(starts[users] ?? 0);
  for (let user = 0; user < users; user++) items.set(itemsOf(of, user).slice(-limit), starts[user]);
  return { itemCount: of.itemCount, starts, items };
}
