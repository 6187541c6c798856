import { chooseEase } from '../../origin/discovery/model/choose-ease.ts';
import { knnDefaults } from '../../origin/discovery/model/item-knn.ts';
import { seededRandom } from '../../testkit/seeded-random.ts';
import type { BenchCase, BenchResult } from '../bench-case.ts';
import { evaluate, type Quality } from '../recommend/evaluate.ts';
import { makeUpRatings } from '../recommend/made-up-ratings.ts';
import { type Rating, readRatings } from '../recommend/read-ratings.ts';
import { byEase, byItemKnn, byPopularity, type Recommender } from '../recommend/recommenders.ts';
import { measureServed } from '../recommend/served-lists.ts';
import { leaveLastOut, positivesOf, type Split, splitByPeople } from '../recommend/split-ratings.ts';
import { benchSettings } from '../settings.ts';

/** Of more videos only the most popular take part in EASE: 16 bytes of memory for each pair of them. */
const EASE_ITEMS = benchSettings().KINORA_BENCH_EASE_ITEMS ?? 6_000;
const SEED = 2_026;

/**
 * How well the models that suggest videos guess what people liked, on a file of ratings or a made-up set; without a file
 * also how well the lists do that origin serves.
 */
export const recommendCase: BenchCase = {
  name: 'recommend',
  summary:
    'what people liked, guessed by our models, popularity and plain item-kNN (--ratings FILE in a MovieLens format)',
  budgets: {
    recall_vs_popularity: '(goal ≥ 1.5)',
    recall_vs_plain_knn: '(goal ≥ 1.05)',
    ndcg_vs_popularity: '(goal ≥ 1.5)',
    ndcg_vs_plain_knn: '(goal ≥ 1.05)',
    served_recall_vs_popularity: '(goal ≥ 1.5)',
    served_recall_vs_model_alone: '(goal ≥ 0.8)',
  },
  async run({ note, ratingsPath }) {
    if (ratingsPath !== undefined) return measureRecommenders(readRatings(await Bun.file(ratingsPath).text()), note);
    const models = measureRecommenders(makeUpRatings({ people: 3_000, items: 1_000, topics: 20, perPerson: 60 }), note);
    const served = await measureServed({ people: 2_000, items: 1_000, perPerson: 40 }, 500);
    note(`lists as served: ${JSON.stringify(served.figures)}`);
    return {
      figures: { ...models.figures, ...served.figures },
      ratios: { ...models.ratios, ...served.ratios },
    };
  },
};

/** Strong generalisation names the figures; those of leave-last-out carry its name. */
export function measureRecommenders(ratings: readonly Rating[], note: (line: string) => void): BenchResult {
  const { lists, itemCount } = positivesOf(ratings);
  const positives = lists.reduce((sum, list) => sum + list.length, 0);
  note(`${lists.length} people like ${positives} times one of ${itemCount} items`);
  const strong = measureSplit(splitByPeople(lists, itemCount, seededRandom(SEED)), 'strong generalisation', note);
  const last = measureSplit(leaveLastOut(lists, itemCount, seededRandom(SEED)), 'leave-last-out', note);
  const figures: Record<string, number> = { people: lists.length, items: itemCount, positives };
  const add = (prefix: string, quality: Quality) => {
    for (const [name, value] of Object.entries(quality)) figures[`${prefix}${name}`] = value;
  };
  add('', strong.ease);
  for (const [name, quality] of Object.entries(strong)) if (name !== 'ease') add(`${name}_`, quality);
  for (const [name, quality] of Object.entries(last)) add(`last_out_${name === 'ease' ? '' : `${name}_`}`, quality);
  return {
    figures,
    ratios: {
      recall_vs_popularity: strong.ease.recall_at_20 / strong.popularity.recall_at_20,
      recall_vs_plain_knn: strong.ease.recall_at_20 / strong.plain_knn.recall_at_20,
      ndcg_vs_popularity: strong.ease.ndcg_at_100 / strong.popularity.ndcg_at_100,
      ndcg_vs_plain_knn: strong.ease.ndcg_at_100 / strong.plain_knn.ndcg_at_100,
    },
  };
}

function measureSplit({ train, cases }: Split, what: string, note: (line: string) => void) {
  const measure = (name: string, make: () => Recommender): Quality => {
    const startedAt = process.cpuUsage();
    const recommend = make();
    const trainedSec = process.cpuUsage(startedAt).user / 1e6;
    const quality = evaluate(recommend, train, cases);
    note(
      `${what}, ${name}: recall@20 ${quality.recall_at_20.toFixed(4)}, NDCG@100 ${quality.ndcg_at_100.toFixed(4)}; ` +
        `trained in ${trainedSec.toFixed(1)} CPU-s, ${cases.length} people`,
    );
    return quality;
  };
  return {
    popularity: measure('popularity', () => byPopularity(train)),
    plain_knn: measure('plain item-kNN', () => byItemKnn(train)),
    item_knn: measure('weighted item-kNN', () => byItemKnn(train, knnDefaults)),
    ease: measure('EASE', () => byEase(train, chooseEase(train), EASE_ITEMS)),
  };
}
