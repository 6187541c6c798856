import { type EaseOptions, trainEase } from './ease.ts';
import { type Interactions, itemsOf, mostPopular, onlyItems, toInteractions, userCountOf } from './interactions.ts';

/** Of larger catalogues the most popular videos stand for all. */
const TRIED_ITEMS = 1_000;
const EVERY = 10;
const TOLD = 0.8;
const TOP = 20;
const lambdas = [10, 30, 100, 300, 1_000];
const dropouts = [0, 0.2, 0.4];

/**
 * The options under which a tenth of the people is guessed best from the others: which are right depends on how many
 * people watched how much. Some seconds of work.
 */
export function chooseEase(of: Interactions): EaseOptions {
  const items = onlyItems(of, mostPopular(of, TRIED_ITEMS));
  const people = Array.from({ length: userCountOf(items) }, (_, user) => itemsOf(items, user));
  const train = toInteractions(
    people.filter((_, at) => at % EVERY !== 0),
    items.itemCount,
  );
  const tried = people.filter((list, at) => at % EVERY === 0 && list.length >= 5);
  const bestOf = (candidates: readonly EaseOptions[]): EaseOptions =>
    candidates
      .map((options) => ({ options, share: foundShare(trainEase(train, options), items.itemCount, tried) }))
      .reduce((best, each) => (each.share > best.share ? each : best)).options;
  const { lambda } = bestOf(lambdas.map((candidate) => ({ lambda: candidate, dropout: 0.2 })));
  return bestOf(dropouts.map((dropout) => ({ lambda, dropout })));
}

/** How much of what people watched beside what is told stands near the top, the higher the more. */
function foundShare(weights: Float64Array, n: number, people: readonly Int32Array[]): number {
  let sum = 0;
  for (const list of people) {
    const order = everyFifthLast(list);
    const known = order.slice(0, Math.floor(order.length * TOLD));
    const scores = new Float64Array(n);
    for (const item of known) for (let j = 0; j < n; j++) scores[j] = (scores[j] ?? 0) + (weights[item * n + j] ?? 0);
    for (const item of known) scores[item] = Number.NEGATIVE_INFINITY;
    const sorted = scores.slice().sort().reverse();
    for (const item of order.slice(known.length)) {
      const score = scores[item] ?? 0;
      const place = sorted.findIndex((other) => other <= score);
      sum += place < TOP ? 1 : 1 / Math.log2(2 + place - TOP);
    }
  }
  return sum;
}

/** What is to be guessed last, taken evenly from all of a list: its order may be one of time. */
function everyFifthLast(list: Int32Array): Int32Array {
  const isLast = (_item: number, at: number) => at % 5 === 4;
  return Int32Array.from([...list.filter((item, at) => !isLast(item, at)), ...list.filter(isLast)]);
}
