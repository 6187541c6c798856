import { type EaseOptions, trainEase } from '../../origin/discovery/model/ease.ts';
import { type Interactions, mostPopular, onlyItems, popularityOf } from '../../origin/discovery/model/interactions.ts';
import { type KnnOptions, plainKnn, trainItemKnn } from '../../origin/discovery/model/item-knn.ts';
import { addScores } from '../../origin/discovery/model/neighbours.ts';

/** Fills `scores` with how much whoever watched `known` should like each video. */
export type Recommender = (known: readonly number[], scores: Float64Array) => void;

export function byPopularity(train: Interactions): Recommender {
  const counts = popularityOf(train);
  return (_known, scores) => scores.set(counts);
}

export function byItemKnn(train: Interactions, options: KnnOptions = plainKnn): Recommender {
  const neighbours = trainItemKnn(train, options);
  return (known, scores) => {
    for (const item of known) addScores(scores, neighbours, item);
  };
}

/** Dense weights between the `most` popular videos; about the others it says nothing. */
export function byEase(train: Interactions, options: EaseOptions, most: number): Recommender {
  const chosen = mostPopular(train, most);
  const numbers = new Map(chosen.map((item, number) => [item, number]));
  const n = chosen.length;
  const weights = trainEase(onlyItems(train, chosen), options);
  return (known, scores) => {
    const rows = known.flatMap((item) => numbers.get(item) ?? []);
    for (const row of rows)
      for (const [j, other] of chosen.entries()) scores[other] = (scores[other] ?? 0) + (weights[row * n + j] ?? 0);
  };
}
