import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { trendingSchema } from '../../../shared/contracts/discovery.ts';
import { internalHeaders } from '../../../shared/http-headers.ts';
import { discoverySignals, trendScores } from '../../../shared/schema/index.ts';
import { waitFor } from '../../../testkit/services.ts';
import { startTestOrigin, type TestOrigin } from '../../testing/test-origin.ts';
import { watching } from '../../views/testing/taken-view.ts';
import { addCreator, addVideo } from '../testing/people-and-videos.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_VIEW_MIN_WATCH_SEC: '10' });
});
afterAll(() => origin?.stop());

/** Views as the edge sends them: with the network and the country of who watches. */
async function view(videoId: string, from: readonly { network: string; country: string }[]) {
  const events = from.flatMap((source) => watching(videoId, 30, source));
  const response = await fetch(`${origin.url}/internal/views`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY },
    body: JSON.stringify({ events, dropped: 0 }),
  });
  expect(response.status).toBe(204);
}

async function trending(query: string): Promise<string[]> {
  const response = await origin.request('GET', `/videos/trending?${query}`);
  return trendingSchema.parse(await response.json()).videos.map(({ title }) => title);
}

test('views trend where they come from; many from one network weigh less than few from many', async () => {
  const ann = await addCreator(origin.db, 'ann', new Date());
  const add = (title: string) => addVideo(origin.db, ann, { title, createdAt: new Date() });
  const [flooded, loved] = [await add('Flooded'), await add('Loved')];
  const crowd = Array.from({ length: 20 }, () => ({ network: 'c63364', country: 'DE' }));
  const few = Array.from({ length: 5 }, (_, at) => ({ network: `cb000${at}`, country: 'FR' }));
  await view(flooded, crowd);
  await view(loved, few);
  const isCounted = async () =>
    (await origin.db.$count(trendScores, eq(trendScores.country, ''))) === 8 &&
    (await origin.db.$count(discoverySignals)) === 0;
  await waitFor(isCounted, { what: 'the views to be counted', timeoutMs: 25_000 });
  expect(await trending('window=hour')).toEqual(['Loved', 'Flooded']);
  expect(await trending('window=hour&country=DE')).toEqual(['Flooded']);
  expect(await trending('window=day&country=FR')).toEqual(['Loved']);
  expect(await trending('window=day&country=JP')).toEqual([]);

  // One is enough for who asks for one; for who asks for more there is too little where they are.
  const own = async (country: string, limit: number) => {
    const headers = {
      [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY,
      [internalHeaders.clientCountry]: country,
    };
    const path = `/api/v1/videos/trending?window=day&country=own&limit=${limit}`;
    const response = await fetch(`${origin.url}${path}`, { headers });
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    const { videos, country: shownCountry } = trendingSchema.parse(await response.json());
    return { titles: videos.map(({ title }) => title), country: shownCountry };
  };
  expect(await own('DE', 1)).toEqual({ titles: ['Flooded'], country: 'DE' });
  expect(await own('FR', 1)).toEqual({ titles: ['Loved'], country: 'FR' });
  expect(await own('DE', 2)).toEqual({ titles: ['Loved', 'Flooded'], country: null });
  // Nobody says of themselves where they are.
  const claim = { headers: { [internalHeaders.clientCountry]: 'DE' } };
  const claimed = await fetch(`${origin.url}/api/v1/videos/trending?country=own&limit=1`, claim);
  expect(await claimed.json()).toMatchObject({ country: null });
}, 40_000);
