import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import { discoverySignals, trendScores, trendSources, videos } from '../../../shared/schema/index.ts';
import { migratedDatabase } from '../../../testkit/services.ts';
import { createLivingVideos } from '../living/store.ts';
import { createRecentAnswers } from '../recent-answers.ts';
import { countSignals, pruneTrends } from '../signals/count-signals.ts';
import { addSignals, createSignalStore, type NewSignal } from '../signals/store.ts';
import { addCreator, addPeople, addVideo, type Creator } from '../testing/people-and-videos.ts';
import { listTrending } from './list-trending.ts';
import { createTrendStore } from './store.ts';

const hourMs = 3_600_000;
const start = new Date('2026-03-01T12:00:00Z');
let now = start;
const clock = () => now;
let database: Awaited<ReturnType<typeof migratedDatabase>>;
let ann: Creator;
let quiet: string;
let loud: string;

beforeAll(async () => {
  database = await migratedDatabase();
  ann = await addCreator(database.db, 'ann', new Date(0));
  await addPeople(
    database.db,
    Array.from({ length: 40 }, (_, at) => `old${at}`),
    new Date(0),
  );
  await addPeople(
    database.db,
    Array.from({ length: 300 }, (_, at) => `new${at}`),
    start,
  );
});
afterAll(() => database.stop());
beforeEach(async () => {
  now = start;
  const { db } = database;
  for (const table of [discoverySignals, trendScores, trendSources, videos]) await db.delete(table);
  quiet = await addVideo(db, ann, { title: 'Quiet', category: 'music', createdAt: now });
  loud = await addVideo(db, ann, { title: 'Loud', category: 'news', createdAt: now });
});

const counting = () => ({
  ...{ signals: createSignalStore(database.db), clock },
  hash: async (source: string) => source,
  groupOf: async (userId: string) => Number(Bun.hash(userId) % 48n),
});
const note = (signals: readonly NewSignal[]) => database.db.transaction((tx) => addSignals(tx, signals));
const view = (videoId: string, network: string | null, more: Partial<NewSignal> = {}): NewSignal => ({
  ...{ kind: 'view', videoId, userId: null, network, at: now },
  ...more,
});
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

async function trending(
  query: { window?: 'hour' | 'day' | 'week' | 'month'; country?: string; category?: string } = {},
) {
  await countSignals(counting());
  const deps = {
    ...{ trends: createTrendStore(database.db), living: createLivingVideos(database.db), clock },
    trendingLists: createRecentAnswers<string[]>({ keptMs: 15_000, most: 10, clock }),
  };
  const { window = 'day', country, category } = query;
  return (await listTrending(deps, { window, country, category, limit: 10 })).videos.map(({ video_id }) => video_id);
}

test('a flood from a few networks does not pass what many people watch', async () => {
  await note(times(30, (at) => view(quiet, `0a00${at}`)));
  await note(times(2_000, (at) => view(loud, `0b000${at % 3}`)));
  expect(await trending()).toEqual([quiet, loud]);
});

test('a flood without networks, of shares, or by accounts made for it does not either', async () => {
  await note(times(30, (at) => view(quiet, `0a00${at}`)));
  await note(times(500, () => view(loud, null)));
  await note(times(40, () => ({ kind: 'share', videoId: loud, userId: null, at: now })));
  await note(times(40, (at) => ({ kind: 'like', videoId: loud, userId: `new${at}`, at: now })));
  expect(await trending()).toEqual([quiet, loud]);
  // The same likes of people who have been here for long do count.
  await note(times(40, (at) => ({ kind: 'like', videoId: loud, userId: `old${at}`, at: now })));
  expect(await trending()).toEqual([loud, quiet]);
});

test('attention decays, sooner in short windows', async () => {
  await note(times(60, (at) => view(loud, `0b00${at}`, { country: at < 30 ? 'DE' : 'FR' })));
  await countSignals(counting());
  now = new Date(start.getTime() + 12 * hourMs);
  await note(times(20, (at) => view(quiet, `0a00${at}`)));
  expect(await trending({ window: 'hour' })).toEqual([quiet, loud]);
  expect(await trending({ window: 'day' })).toEqual([quiet, loud]);
  expect(await trending({ window: 'week' })).toEqual([loud, quiet]);
  await pruneTrends(counting());
  expect(await trending({ window: 'hour' })).toEqual([quiet]);
  for (const country of ['DE', 'FR']) {
    expect(await trending({ window: 'hour', country })).toEqual([]);
    expect(await trending({ window: 'week', country })).toEqual([loud]);
  }
});

test('each country and each category has its own list', async () => {
  await note(times(20, (at) => view(quiet, `0a00${at}`, { country: 'DE' })));
  await note(times(30, (at) => view(loud, `0b00${at}`, { country: 'FR' })));
  expect(await trending()).toEqual([loud, quiet]);
  expect(await trending({ country: 'DE' })).toEqual([quiet]);
  expect(await trending({ country: 'IT' })).toEqual([]);
  expect(await trending({ category: 'music' })).toEqual([quiet]);
});

test('signals are counted once, however many count them at a time', async () => {
  await note(times(200, (at) => view(quiet, `0a00${at}`)));
  await Promise.all([countSignals(counting()), countSignals(counting()), countSignals(counting())]);
  const [row] = await database.db.select().from(trendScores).where(sql`window = 'day' and country = ''`);
  const weight = 2 ** ((row?.rank ?? 0) - now.getTime() / (6 * hourMs));
  expect(weight).toBeCloseTo(200, 3);
  expect(await database.db.select().from(discoverySignals)).toEqual([]);
});

test('what goes out of sight is gone from a list that is remembered', async () => {
  await note([view(quiet, '0a0001'), view(loud, '0b0001')]);
  expect((await trending()).sort()).toEqual([quiet, loud].sort());
  await database.db.update(videos).set({ visibility: 'private' }).where(eq(videos.id, loud));
  expect(await trending()).toEqual([quiet]);
});

test('a list is read along its index', async () => {
  const query = createTrendStore(database.db).top({ window: 'day', country: undefined, category: undefined }, 100, now);
  const { sql: text, params } = query.toSQL();
  const plan = await database.client.execute({
    sql: `explain query plan ${text}`,
    args: params as (string | number)[],
  });
  const steps = plan.rows.map((row) => String(row.detail));
  expect(steps[0]).toContain('trend_scores_rank');
  expect(steps.join('\n')).not.toContain('TEMP B-TREE');
});
