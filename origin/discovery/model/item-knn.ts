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
 * interactions, twice, memory is six numbers for each video and `width` for its result.
 */
export function trainItemKnn(of: Interactions, options: KnnOptions = knnDefaults): Neighbours {
  const { itemCount } = of;
  const recent = newestOf(of, options.newestOfEach);
  const watchers = transpose(recent);
  const popularity = popularityOf(recent);
  const result = emptyNeighbours(itemCount, options.width);
  const scores = new Float32Array(itemCount);
  const meetings = createMeetings(recent, options.isWeighted);
  for (let item = 0; item < itemCount; item++) {
    const candidates: number[] = [];
    meetings.forEachOf(itemsOf(watchers, item), (other, weight, people) => {
      if (other === item || people < options.minPeople) return;
      const size = Math.sqrt((popularity[item] ?? 0) * (popularity[other] ?? 0));
      scores[other] = weight / (size + options.shrinkage);
      candidates.push(other);
    });
    keepBest(result, item, candidates, scores);
  }
  return result;
}

/**
 * What the same people watched, counted. Nearly all time of training is spent here, on memory that no cache holds: both
 * sums of a video lie side by side, and nothing is made on the way.
 */
function createMeetings(of: Interactions, isWeighted: boolean) {
  const { starts, items } = of;
  const weights = new Float32Array(userCountOf(of));
  for (let user = 0; user < weights.length; user++)
    weights[user] = isWeighted ? 1 / Math.log2(1 + itemsOf(of, user).length) : 1;
  /** Of video `v`: its weight at `2v`, by how many people at `2v + 1`; all 0 between two calls. */
  const sums = new Float32Array(2 * of.itemCount);
  // The same for all: a popular video meets nearly every other.
  const met = new Int32Array(of.itemCount);
  return {
    forEachOf(users: Int32Array, take: (item: number, weight: number, people: number) => void): void {
      let metCount = 0;
      for (const user of users) {
        const weight = weights[user] ?? 0;
        const end = starts[user + 1] ?? 0;
        for (let at = starts[user] ?? 0; at < end; at++) {
          const item = items[at] ?? 0;
          const before = sums[2 * item] ?? 0;
          if (before === 0) met[metCount++] = item;
          sums[2 * item] = before + weight;
          sums[2 * item + 1] = (sums[2 * item + 1] ?? 0) + 1;
        }
      }
      for (let at = 0; at < metCount; at++) {
        const item = met[at] ?? 0;
        take(item, sums[2 * item] ?? 0, sums[2 * item + 1] ?? 0);
        sums[2 * item] = 0;
        sums[2 * item + 1] = 0;
      }
    },
  };
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
