import { afterAll, beforeAll, expect, test } from 'bun:test';
import { TRENDING_ENOUGH } from '../../shared/contracts/discovery-words.ts';
import { type EdgeWorld, startEdgeWorld } from './testing/edge-world.ts';

const idsOf = (country: string) =>
  Array.from({ length: TRENDING_ENOUGH }, (_, at) => `${country}video${at}`.padEnd(11, '_'));
const [local, everywhere] = [idsOf('de'), idsOf('xx')];

/** Two viewers' edges, one of them in Germany and one in France, before the same origin. */
let germany: EdgeWorld;
let france: EdgeWorld;
beforeAll(async () => {
  [germany, france] = await Promise.all([
    startEdgeWorld({ TEST_COUNTRY: 'DE' }),
    startEdgeWorld({ TEST_COUNTRY: 'FR' }),
  ]);
  for (const world of [germany, france]) {
    for (const id of [...local, ...everywhere]) await world.seed({ id, publishAtMs: 1_000, title: id });
    world.origin.trending = new Map([
      ['', everywhere],
      ['DE', local],
      ['FR', everywhere.slice(0, TRENDING_ENOUGH - 1).reverse()],
    ]);
  }
}, 60_000);
afterAll(async () => {
  await germany?.[Symbol.asyncDispose]();
  await france?.[Symbol.asyncDispose]();
});

async function read(world: EdgeWorld, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${world.edge.url}${path}`, { headers });
  expect(response.status).toBe(200);
  const html = await response.text();
  const ids = [...html.matchAll(/<h3><a href="\/watch\/([\w-]+)"/g)].map(([, id]) => id ?? '');
  return { html, ids };
}

test('what trends is shown of the country where the viewer is, and of everywhere for who wants that', async () => {
  const own = await read(germany, '/trending');
  expect(own.ids).toEqual(local);
  expect(own.html).toContain('Germany');
  const all = await read(germany, '/trending?where=everywhere');
  expect(all.ids).toEqual(everywhere);
  // Side by side in one isolate neither takes the other's place.
  expect((await read(germany, '/trending')).ids).toEqual(local);
  expect((await read(germany, '/trending', { 'accept-language': 'ar' })).html).toContain('ألمانيا');
});

test('where too little trends, everywhere stands in for it, and no choice is offered', async () => {
  const { ids, html } = await read(france, '/trending');
  expect(ids).toEqual(everywhere);
  expect(html).not.toContain('France');
});

test('a chosen time span keeps the chosen place', async () => {
  const { html } = await read(germany, '/trending?where=everywhere&window=week');
  expect(html).toContain('href="/trending?where=everywhere&amp;window=month"');
  expect(html).toContain('href="/trending?window=week"');
});

test('nobody says of themselves where they are', async () => {
  const claims = { 'cf-ipcountry': 'FR', 'x-kinora-client-country': 'FR' };
  expect((await read(germany, '/trending', claims)).ids).toEqual(local);
  await fetch(`${germany.edge.url}/api/v1/videos/trending?country=own`, { headers: claims });
  const asked = germany.origin.seen.filter(({ path }) => path === '/api/v1/videos/trending').at(-1);
  expect(asked?.headers.get('x-kinora-client-country')).toBe('DE');
  expect(asked?.headers.get('cf-ipcountry')).toBeNull();
});
