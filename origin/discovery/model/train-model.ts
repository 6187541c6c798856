import { chooseEase } from './choose-ease.ts';
import { countTogether, trainEase } from './ease.ts';
import { type Interactions, userCountOf } from './interactions.ts';
import { knnDefaults, trainItemKnn } from './item-knn.ts';
import { type Neighbours, neighboursOf, PEOPLE_OF_A_PAIR } from './neighbours.ts';

export type Model = { method: 'ease' | 'item-knn'; neighbours: Neighbours };

/** Beyond, EASE takes more than 150 MB and half a minute. */
const EASE_VIDEOS = 2_500;
/** From fewer people EASE learns their habits by heart. */
const EASE_PEOPLE = 50;

/** EASE for a small catalogue, weighted item-kNN for a large one. */
export function trainModel(watches: Interactions): Model {
  if (watches.itemCount > EASE_VIDEOS || userCountOf(watches) < EASE_PEOPLE)
    return { method: 'item-knn', neighbours: trainItemKnn(watches) };
  const weights = trainEase(watches, chooseEase(watches));
  for (const [at, people] of countTogether(watches).entries()) if (people < PEOPLE_OF_A_PAIR) weights[at] = 0;
  return { method: 'ease', neighbours: neighboursOf(weights, watches.itemCount, knnDefaults.width) };
}
