import { expect, test } from 'bun:test';
import { createGate } from './gate.ts';

test('lets some in at a time, the others in the order in which they came', async () => {
  const gate = createGate(2);
  const inside: string[] = [];
  const enter = (name: string) => gate.enter().then(() => inside.push(name));
  const all = ['a', 'b', 'c', 'd'].map(enter);
  await all[1];
  expect(inside).toEqual(['a', 'b']);
  gate.leave();
  await all[2];
  expect(inside).toEqual(['a', 'b', 'c']);
  gate.leave();
  await all[3];
  for (const _ of [1, 2]) gate.leave();
  await Promise.all([enter('e'), enter('f')]);
  expect(inside).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});
