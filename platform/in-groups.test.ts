import { expect, test } from 'bun:test';
import { inGroups } from './in-groups.ts';

test('what comes meanwhile is worked on together, in order, and each gets its own outcome', async () => {
  const groups: number[][] = [];
  const double = inGroups(
    async (items: number[]) => {
      groups.push(items);
      return items.map((item) => item * 2);
    },
    { maxItems: 3 },
  );
  expect(await Promise.all([1, 2, 3, 4, 5].map(double))).toEqual([2, 4, 6, 8, 10]);
  expect(groups).toEqual([[1], [2, 3, 4], [5]]);
});

const refuseThree = async (items: number[]) => {
  if (items.includes(3)) throw new Error('not three');
  return items;
};

test('one that fails fails alone where that is asked for, and the queue goes on', async () => {
  const work = inGroups(refuseThree, { maxItems: 10, retriesAlone: true });
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(work));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(await work(5)).toBe(5);
});

test('else its whole group fails at once, and the next one is tried', async () => {
  const work = inGroups(refuseThree, { maxItems: 10 });
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(work));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
  expect(await work(5)).toBe(5);
});
