import { afterAll, beforeAll, expect, test } from 'bun:test';
import { databaseOver } from '../../platform/database.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import { createChoiceStore } from './choices/store.ts';
import { createFtsStore } from './fts/store.ts';
import { createPipelineStore } from './pipeline/store.ts';
import { createSearchStore } from './results/store.ts';
import { createSuggestStore } from './suggest/store.ts';

let database: Awaited<ReturnType<typeof migratedDatabase>>;
beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => database.stop());

const now = new Date();
const readings = ['"a"', 'title : "a"'].map((expression) => ({ expression, limit: 10 }));

test.each<[what: string, read: (db: typeof database.db) => Promise<unknown>]>([
  [
    'find',
    (db) =>
      createFtsStore(db).find(readings, {
        publishedSince: now,
        words: ['a', 'b'],
        unfinished: 'guit',
        shownUpTo: 20,
        now,
      }),
  ],
  ['words spelt alike', (db) => createFtsStore(db).wordsLike(['guitra'], 2)],
  [
    'living documents',
    (db) =>
      createSearchStore(db).living(
        (['video', 'channel', 'playlist'] as const).map((kind) => ({ kind, subjectId: 'x' })),
        now,
      ),
  ],
  ['whether all may see it', (db) => createSearchStore(db).openness([{ kind: 'video', subjectId: 'x' }], now)],
  ['what was ranked', (db) => createSearchStore(db).still([{ kind: 'video', subjectId: 'x' }], 1, now)],
  ['what is chosen most', (db) => createChoiceStore(db).mostChosen(5, 10)],
  ['what is shown', (db) => createSearchStore(db).shown([{ kind: 'video', subjectId: 'x' }], now)],
  ['past queries', (db) => createSuggestStore(db).pastQueries('pia', 5, 5)],
  ['changes', (db) => createPipelineStore(db).changedSubjects(5, 10)],
  ['videos to index', (db) => createPipelineStore(db).videosToIndex(['x'])],
  ['a page of videos', (db) => createPipelineStore(db).pageOfVideos(null, 10)],
  ['a page of popular videos', (db) => createPipelineStore(db).pageOfPopular('x', 10)],
])('%s: no table is read from end to end', async (_, read) => {
  const statements: { sql: string; params: unknown[] }[] = [];
  const logQuery = (sql: string, params: unknown[]) => void statements.push({ sql, params });
  await read(databaseOver(database.client, { logQuery }));
  expect(statements.length).toBeGreaterThan(0);
  for (const { sql, params } of statements) {
    const args = params.map((param) => (typeof param === 'number' ? param : String(param)));
    const { rows } = await database.client.execute({ sql: `explain query plan ${sql}`, args });
    const plan = rows.map((row) => String(row.detail));
    const ofTables = plan.filter(
      (line) =>
        line.startsWith('SCAN') &&
        !/json_each|VIRTUAL TABLE|USING|\(subquery|wanted|CONSTANT|near|first|further|hits|beginning|asked/.test(line),
    );
    expect(ofTables).toEqual([]);
  }
});
