import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { seededRandom } from '../../testkit/seeded-random.ts';
import { tempDir } from '../../testkit/services.ts';
import { measureRecommenders, recommendCase } from '../cases/recommend.ts';
import { makeUpRatings } from './made-up-ratings.ts';
import { ndcgAt, recallAt } from './ranking-metrics.ts';
import { readRatings } from './read-ratings.ts';
import { leaveLastOut, positivesOf, splitByPeople } from './split-ratings.ts';

test('recall is a share of what could be found', () => {
  expect(recallAt(2, [1, 2, 3], new Set([1, 3, 4]))).toBe(0.5);
  expect(recallAt(20, [1, 2, 3], new Set([1, 3, 4, 5]))).toBe(0.5);
});

test('the gain of a hit falls with its place', () => {
  expect(ndcgAt(100, [7, 8], new Set([7, 8]))).toBe(1);
  expect(ndcgAt(100, [1, 7], new Set([7]))).toBeCloseTo(1 / Math.log2(3), 10);
  expect(ndcgAt(1, [1, 7], new Set([7]))).toBe(0);
});

test.each([
  ['::', '1::2::4.5::100\n3::4::5::200\n'],
  ['tabs', '1\t2\t4.5\t100\n3\t4\t5\t200'],
  ['commas', 'userId,movieId,rating,timestamp\r\n1,2,4.5,100\r\n3,4,5,200\r\n'],
])('ratings between %s are read', (_, text) => {
  expect(readRatings(text)).toEqual([
    { user: 1, item: 2, rating: 4.5, time: 100 },
    { user: 3, item: 4, rating: 5, time: 200 },
  ]);
});

test('a file of something else is refused with the line', () => {
  expect(() => readRatings('1::2::4::100\nhello\n')).toThrow('line 2');
});

const ratings = makeUpRatings({ people: 300, items: 120, topics: 10, perPerson: 30 });

test('people are held out whole, and of each a fifth is to be guessed', () => {
  const { lists, itemCount } = positivesOf(ratings);
  expect(lists.every((list) => list.length >= 5)).toBe(true);
  const split = splitByPeople(lists, itemCount, seededRandom(1));
  expect(split.train.starts.length - 1).toBe(lists.length - split.cases.length);
  expect(split.cases.length).toBe(Math.round(lists.length / 10));
  for (const { known, wanted } of split.cases) {
    expect(known.filter((item) => wanted.has(item))).toEqual([]);
    expect(known.length).toBe(Math.floor((known.length + wanted.size) * 0.8));
  }
  expect(splitByPeople(lists, itemCount, seededRandom(1))).toEqual(split);
});

test("everybody's last one is left out", () => {
  const { lists, itemCount } = positivesOf(ratings);
  const { cases, train } = leaveLastOut(lists, itemCount, seededRandom(1));
  expect(train.items.length).toBe(lists.reduce((sum, list) => sum + list.length - 1, 0));
  expect(cases.every(({ wanted }) => wanted.size === 1)).toBe(true);
});

test('the models see the structure that popularity does not', () => {
  const { figures } = measureRecommenders(ratings, () => {});
  expect(figures.recall_at_20).toBeGreaterThan(2 * (figures.popularity_recall_at_20 ?? 1));
  expect(figures.ndcg_at_100).toBeGreaterThan(1.5 * (figures.popularity_ndcg_at_100 ?? 1));
  expect(figures.item_knn_recall_at_20).toBeGreaterThan(2 * (figures.popularity_recall_at_20 ?? 1));
  expect(figures.recall_at_20).toBeGreaterThan(0.9 * (figures.plain_knn_recall_at_20 ?? 1));
  expect(figures.coverage_at_20).toBeGreaterThan(2 * (figures.popularity_coverage_at_20 ?? 1));
  expect(figures.last_out_recall_at_20).toBeGreaterThan(2 * (figures.last_out_popularity_recall_at_20 ?? 1));
}, 30_000);

test('a file of ratings gives the same figures in either format', async () => {
  await using dir = await tempDir();
  const few = makeUpRatings({ people: 120, items: 60, topics: 5, perPerson: 20 });
  const measured: Record<string, number>[] = [];
  for (const separator of ['::', '\t']) {
    const ratingsPath = join(dir.path, 'ratings.dat');
    const lines = few.map(({ user, item, rating, time }) => [user, item, rating, time].join(separator));
    await Bun.write(ratingsPath, `${lines.join('\n')}\n`);
    const { figures } = await recommendCase.run({ runs: 1, ratingsPath, note: () => {} });
    measured.push(figures);
  }
  expect(measured[0]?.people).toBeGreaterThan(100);
  expect(measured[0]?.recall_at_20).toBeGreaterThan(0.3);
  expect(measured[1]).toEqual(measured[0]);
});
