import { afterAll, beforeAll, expect, test } from 'bun:test';
import { databaseOver } from '../../platform/database.ts';
import { trendScores, videoNeighbours } from '../../shared/schema/index.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import { createBatchStore } from './batch/store.ts';
import { createFeedbackStore } from './feedback/store.ts';
import { createLivingVideos } from './living/store.ts';
import { createSignalStore } from './signals/store.ts';
import { createSuggestionStore } from './suggest/store.ts';
import { createTopicStore } from './topics/store.ts';
import { topicVector } from './topics/topic-vector.ts';
import { createTrendStore } from './trending/store.ts';

let database: Awaited<ReturnType<typeof migratedDatabase>>;
beforeAll(async () => {
  database = await migratedDatabase();
  const { db } = database;
  await db.insert(videoNeighbours).values({ videoId: 'v', neighbours: [], builtAt: now });
  await db.insert(trendScores).values({ window: 'week', country: 'FR', videoId: 'v', rank: 1 });
});
afterAll(() => database.stop());

type Db = typeof database.db;
const now = new Date();
const open = new AbortController().signal;
const lookUps = {
  readings: [{ expression: '{title tags} : ("a" OR "b")', limit: 20 }],
  near: [topicVector(['a', 'b']) ?? []],
};

test.each<[what: string, statements: number, read: (db: Db) => Promise<unknown>]>([
  ['what somebody likes', 1, (db) => createSuggestionStore(db).tasteOf('u', now)],
  ['what goes with twenty videos, and their words', 1, (db) => createSuggestionStore(db).seeds(['x', 'y'], 4)],
  ['candidates', 1, (db) => createSuggestionStore(db).candidates(['x'], lookUps, now)],
  ['the newest of a channel', 1, (db) => createSuggestionStore(db).newestOf('c', 20, now)],
  ['what may be shown, and what is hidden', 1, (db) => createLivingVideos(db).publicVideosFor('u', ['x'], now)],
  [
    'what trends in a category',
    1,
    (db) => createTrendStore(db).top({ window: 'week', country: undefined, category: 'music' }, 100, now),
  ],
  ['documents to follow', 1, (db) => createTopicStore(db).documentsAfter({ indexedAtMs: 5, docid: 5 }, now, 50)],
  ['a page of watches', 1, (db) => createBatchStore(db).pageOfWatches('u', 500, 200)],
  ['what people watched last', 1, (db) => createSignalStore(db).lastWatched(['u', 'v'], 10)],
  ['old neighbours', 2, (db) => createBatchStore(db).dropNeighboursBefore(new Date(0), open)],
  ['old pairs', 1, (db) => createBatchStore(db).dropPairsBefore(new Date(0), open)],
  ['old sources and ranks', 3, (db) => createSignalStore(db).prune('2026-01-01', [{ window: 'week', rank: -99 }])],
  ['old impressions', 1, (db) => createFeedbackStore(db).deleteBefore(new Date(0))],
])('%s: %d statement, and no table is read from end to end or sorted whole', async (_, count, read) => {
  const statements: { sql: string; params: unknown[] }[] = [];
  await read(databaseOver(database.client, { logQuery: (sql, params) => void statements.push({ sql, params }) }));
  expect(statements).toHaveLength(count);
  for (const { sql, params } of statements) {
    const args = params.map((param) => (typeof param === 'number' ? param : String(param)));
    const { rows } = await database.client.execute({ sql: `explain query plan ${sql}`, args });
    const plan = rows.map((row) => String(row.detail));
    const scans = plan.filter(
      (line) => line.startsWith('SCAN') && !/VIRTUAL TABLE|\(subquery|wanted|CONSTANT/.test(line),
    );
    expect(scans.filter((line) => !['SCAN person', 'SCAN d', 'SCAN place'].includes(line))).toEqual([]);
    // By their kind alone search's documents are nearly all of them.
    expect(plan.filter((line) => /search_documents_subject \(kind=\?\)/.test(line))).toEqual([]);
  }
});
