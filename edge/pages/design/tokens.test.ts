import { expect, test } from 'bun:test';
import { tokens } from './tokens.ts';

test('the design page shows every token', async () => {
  const sheet = await Bun.file(new URL('../../../web/styles/tokens.css', import.meta.url)).text();
  const defined = new Set([...sheet.matchAll(/^\s+--([\w-]+):/gm)].map(([, name = '']) => name));
  expect(Object.values<readonly string[]>(tokens).flat().toSorted()).toEqual([...defined].toSorted());
});
