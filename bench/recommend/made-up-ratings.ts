import { seededRandom } from '../../testkit/seeded-random.ts';
import type { Rating } from './read-ratings.ts';

export type MadeUp = { people: number; items: number; topics: number; perPerson: number };

/**
 * Ratings with a structure that is known: every item has a topic and a popularity within it, every person likes two
 * topics, and nine of ten things they like are of these. A model that sees the structure beats popularity by far.
 */
export function makeUpRatings({ people, items, topics, perPerson }: MadeUp, seed = 8): Rating[] {
  const random = seededRandom(seed);
  const inTopic = Math.floor(items / topics);
  const ratings: Rating[] = [];
  for (let user = 0; user < people; user++) {
    const liked = [random.below(topics), random.below(topics)];
    const seen = new Set<number>();
    for (let at = 0; at < perPerson; at++) {
      const topic = random.chance(0.9) ? random.pick(liked) : random.below(topics);
      const item = topic + topics * random.skewed(inTopic);
      if (seen.has(item)) continue;
      seen.add(item);
      ratings.push({ user, item, rating: 3 + random.below(3), time: at });
    }
  }
  return ratings;
}
