import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { databaseOver, type OpenDatabase } from '../../platform/database.ts';
import { searchQuerySchema } from '../../shared/contracts/search.ts';
import { changes, videos } from '../../shared/schema/index.ts';
import { migratedDatabase, type Service } from '../../testkit/services.ts';
import { createRecentAnswers } from '../discovery/recent-answers.ts';
import { addCreator, addVideo, type Creator } from '../discovery/testing/people-and-videos.ts';
import { createFtsEngine } from './fts/fts-engine.ts';
import { createFtsStore } from './fts/store.ts';
import { followChanges } from './pipeline/follow-changes.ts';
import { rebuildIndex } from './pipeline/rebuild-index.ts';
import { createPipelineStore } from './pipeline/store.ts';
import type { Ranking } from './rank-hits.ts';
import { createSearchStore } from './results/store.ts';
import { compileRules } from './rules/compile-rules.ts';
import { search } from './search.ts';
import { createSuggestStore } from './suggest/store.ts';
import { type SuggestDeps, suggest } from './suggest/suggest.ts';

const KEPT_MS = 2_000;
const startedAt = new Date('2026-06-01T12:00:00Z');

let database: OpenDatabase & Service;
let ann: Creator;
let deps: SuggestDeps;
let now = startedAt;
let timesFound = 0;
const ids: string[] = [];
const pipeline = () => ({
  store: createPipelineStore(database.db),
  engine: createFtsEngine(createFtsStore(database.db)),
  objects: { get: async () => null },
  clock: () => now,
});

beforeAll(async () => {
  database = await migratedDatabase();
  ann = await addCreator(database.db, 'ann', startedAt);
  for (let at = 0; at < 30; at++)
    ids.push(
      await addVideo(database.db, ann, {
        ...{ title: `Harpsichord lesson ${at}`, category: at < 10 ? 'music' : 'education' },
        createdAt: new Date(startedAt.getTime() - at * 60_000),
      }),
    );
  await rebuildIndex(pipeline());
});
afterAll(() => database.stop());
beforeEach(async () => {
  now = startedAt;
  timesFound = 0;
  await database.db.update(videos).set({ visibility: 'public' });
  const { engine } = pipeline();
  const clock = () => now;
  deps = {
    engine: {
      find: (asked) => {
        timesFound++;
        return engine.find(asked);
      },
    },
    ...{ store: createSearchStore(database.db), clock, chosenFor: async () => [], minPeople: 5 },
    ranking: { popularityBoost: 0.3, recencyBoost: 0.2, recencyHalfLifeDays: 30, choiceBoost: 0.5 },
    rules: async () => compileRules({ synonyms: [], curated: [] }),
    pastQueries: createSuggestStore(database.db),
    rankings: createRecentAnswers({ keptMs: KEPT_MS, most: 10, clock }),
    completions: createRecentAnswers({ keptMs: KEPT_MS, most: 10, clock }),
  };
});

const ask = (more: object = {}) => search(deps, searchQuerySchema.parse({ q: 'harpsichord', limit: 10, ...more }));
const hide = (videoId: string) =>
  database.db.update(videos).set({ visibility: 'private' }).where(eq(videos.id, videoId));

/** Returns what says how many statements something takes, and to what it came. */
function countStatements(): <T>(work: () => Promise<T>) => Promise<{ statements: number; answer: T }> {
  let statements = 0;
  const counting = databaseOver(database.client, { logQuery: () => void statements++ });
  deps.engine = createFtsEngine(createFtsStore(counting));
  deps.store = createSearchStore(counting);
  return async (work) => {
    const before = statements;
    const answer = await work();
    return { answer, statements: statements - before };
  };
}

test('what many ask at once is looked for once, and answered alike', async () => {
  const first = await ask();
  const [again, other] = await Promise.all([ask(), ask()]);
  expect(again).toEqual(first);
  expect(other).toEqual(first);
  expect(timesFound).toBe(1);
  expect((await ask({ category: 'music' })).results).toHaveLength(10);
  expect((await ask({ sort: 'date' })).results).toHaveLength(10);
  expect(timesFound).toBe(3);
  now = new Date(startedAt.getTime() + KEPT_MS + 1);
  await ask();
  expect(timesFound).toBe(4);
});

test('a search is two exchanges with the database, and one when it is remembered', async () => {
  const counted = countStatements();
  for (const q of ['harpsichord lesson ', 'harpsich', 'lesson -spinet']) {
    expect(await counted(() => ask({ q }))).toMatchObject({ statements: 2 });
    expect(await counted(() => ask({ q }))).toMatchObject({ statements: 1 });
  }
  expect(await counted(() => suggest(deps, 'harpsi'))).toMatchObject({ statements: 1 });
  expect(await counted(() => suggest(deps, 'harpsi'))).toMatchObject({ statements: 1 });
});

test('what fits on a page is one exchange, answered as others are, and never shows what is hidden', async () => {
  const counted = countStatements();
  const [videoId = ''] = ids;
  const { engine } = deps;
  const bothWays = async (q: string, more: object = {}) => {
    const rankings = () => createRecentAnswers<Ranking>({ keptMs: KEPT_MS, most: 10, clock: () => now });
    deps = { ...deps, engine, rankings: rankings() };
    const { statements, answer } = await counted(() => ask({ ...more, q }));
    deps = { ...deps, engine: { find: ({ shownUpTo: _, ...asked }) => engine.find(asked) }, rankings: rankings() };
    expect(await ask({ ...more, q })).toEqual(answer);
    return { statements, found: answer.results.map(({ video }) => video?.video_id) };
  };
  expect(await bothWays('harpsichord lesson 0 ')).toEqual({ statements: 1, found: [videoId] });
  expect(await bothWays('harpsichord lesson 0 ', { limit: 1 })).toEqual({ statements: 1, found: [videoId] });
  expect(await bothWays('harpsichord', { limit: 29 })).toMatchObject({ statements: 2 });
  expect(await bothWays('harpsichord', { limit: 30 })).toMatchObject({ statements: 1 });
  await hide(videoId);
  expect(await bothWays('harpsichord lesson 0 ')).toMatchObject({ found: [] });
  expect((await bothWays('harpsichord', { limit: 30 })).found).not.toContain(videoId);
});

test('a page of what was remembered is full, and leads on to the pages after it', async () => {
  await ask();
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await ask(cursor ? { cursor } : {});
    seen.push(...page.results.map(({ video }) => video?.video_id ?? ''));
    cursor = page.next_cursor;
  }
  expect(seen.toSorted()).toEqual(ids.toSorted());
});

test('what is hidden is gone from results, counts and suggestions at once, though they are remembered', async () => {
  const hidden = (await ask()).results.map(({ video }) => video?.video_id ?? '');
  expect(await suggest(deps, 'harpsi')).toHaveLength(10);
  const asked = timesFound;
  for (const videoId of hidden) {
    await hide(videoId);
    const { results, facets } = await ask();
    expect(results.map(({ video }) => video?.video_id)).not.toContain(videoId);
    expect(results).toHaveLength(10);
    const counted = facets?.category.reduce((sum, { count }) => sum + count, 0);
    const [left] = await database.client.batch(["select count(*) n from videos where visibility = 'public'"]);
    expect(counted).toBe(Number(left?.rows[0]?.n));
  }
  expect(timesFound).toBe(asked);
  for (const videoId of ids) await hide(videoId);
  const { results, facets } = await ask();
  expect({ results, facets }).toEqual({ results: [], facets: { type: [], category: [], duration: [], language: [] } });
  expect(await suggest(deps, 'harpsi')).toEqual([]);
  expect(timesFound).toBe(asked);
});

test('what the index has learnt meanwhile is found at once', async () => {
  await ask();
  const [videoId = ''] = ids;
  await database.db.update(videos).set({ title: 'A spinet' }).where(eq(videos.id, videoId));
  await database.db.insert(changes).values({ kind: 'video_changed', subject: videoId, at: now });
  await followChanges(pipeline());
  const { results } = await ask({ limit: 50 });
  expect(results).toHaveLength(29);
  expect(timesFound).toBe(2);
});
