import { expect, test } from 'bun:test';
import { seededRandom } from '../../../testkit/seeded-random.ts';
import { trainEase } from './ease.ts';
import { toInteractions, transpose } from './interactions.ts';
import { invertMatrix } from './invert-matrix.ts';
import { knnDefaults, plainKnn, trainItemKnn } from './item-knn.ts';
import { trainModel } from './train-model.ts';

const product = (a: Float64Array, b: Float64Array, n: number) =>
  Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (a[i * n + k] ?? 0) * (b[k * n + j] ?? 0);
    return sum;
  });

test.each([1, 3, 47, 48, 50, 101])('a matrix of %d rows times its inverse is the identity', (n) => {
  const random = seededRandom(n);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = random.next() + (i === j ? n : 0);
  const inverse = matrix.slice();
  invertMatrix(inverse, n);
  const worst = product(matrix, inverse, n).reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (Math.floor(at / n) === at % n ? 1 : 0))),
    0,
  );
  expect(worst).toBeLessThan(1e-10);
});

test('a matrix that is not positive definite is refused', () => {
  expect(() => invertMatrix(Float64Array.of(1, 2, 2, 1), 2)).toThrow(RangeError);
});

test('EASE is the least-squares solution without weights of a video to itself', () => {
  const lists = [
    [0, 1],
    [0, 1, 2],
    [1, 2],
    [2, 3],
    [0, 3],
    [1, 3],
  ];
  const [n, lambda] = [4, 0.5];
  const weights = trainEase(toInteractions(lists, n), { lambda, dropout: 0 });
  const loss = (b: Float64Array) => {
    let sum = b.reduce((all, weight) => all + lambda * weight * weight, 0);
    for (const list of lists)
      for (let j = 0; j < n; j++) {
        const guess = list.reduce((all, item) => all + (b[item * n + j] ?? 0), 0);
        sum += (Number(list.includes(j)) - guess) ** 2;
      }
    return sum;
  };
  for (let at = 0; at < n * n; at++) {
    if (at % (n + 1) === 0) {
      expect(weights[at]).toBe(0);
      continue;
    }
    for (const step of [-0.01, 0.01]) {
      const moved = weights.slice();
      moved[at] = (moved[at] ?? 0) + step;
      expect(loss(moved)).toBeGreaterThan(loss(weights));
    }
  }
});

test('plain item-kNN is the cosine', () => {
  const { items, scores, width } = trainItemKnn(
    toInteractions(
      [
        [0, 1],
        [0, 1],
        [0, 2],
        [3, 2],
      ],
      4,
    ),
    plainKnn,
  );
  expect([...items.slice(0, 3)]).toEqual([1, 2, -1]);
  expect(scores[0]).toBeCloseTo(2 / Math.sqrt(3 * 2), 6);
  expect(scores[1]).toBeCloseTo(1 / Math.sqrt(3 * 2), 6);
  expect(items[width]).toBe(0);
});

test('of each person only the newest count, and a chance meeting does not lead', () => {
  const lists = [[0, 1, 2], ...Array.from({ length: 30 }, () => [3, 4]), [3, 5], [5, 3]];
  const { items } = trainItemKnn(toInteractions(lists, 6), { ...knnDefaults, width: 1, newestOfEach: 2, minPeople: 1 });
  expect([...items]).toEqual([-1, 2, 1, 4, 3, 3]);
});

test('what fewer than three people watched together is no pair, whatever the method', () => {
  const crowd = Array.from({ length: 60 }, () => [0, 1]);
  const few = (count: number) => Array.from({ length: count }, () => [0, 2]);
  const goesWithTwo = (count: number, itemCount: number) => {
    const { method, neighbours } = trainModel(toInteractions([...crowd, ...few(count)], itemCount));
    return { method, items: [...neighbours.items.slice(2 * neighbours.width)].filter((item) => item >= 0) };
  };
  expect(goesWithTwo(2, 3)).toEqual({ method: 'ease', items: [] });
  expect(goesWithTwo(2, 3_000).items).toEqual([]);
  expect(goesWithTwo(3, 3)).toEqual({ method: 'ease', items: [0] });
  expect(goesWithTwo(3, 3_000)).toEqual({ method: 'item-knn', items: [0] });
});

test('turned around twice it is as it was, in order', () => {
  const of = toInteractions([[0, 2], [], [1, 2]], 3);
  expect(transpose(transpose(of))).toEqual(of);
});

test('small catalogues with enough people get EASE, others kNN', () => {
  const people = Array.from({ length: 60 }, (_, at) => [
    at % 6,
    (at + 1) % 6,
    (at + 3) % 6,
    (at + 4) % 6,
    (at + 5) % 6,
  ]);
  expect(trainModel(toInteractions(people, 6)).method).toBe('ease');
  expect(trainModel(toInteractions(people.slice(0, 20), 6)).method).toBe('item-knn');
  expect(trainModel(toInteractions(people, 5_000)).method).toBe('item-knn');
});
