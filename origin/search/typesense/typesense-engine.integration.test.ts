import { afterAll, beforeAll, expect, test } from 'bun:test';
import { migratedDatabase, type Service } from '../../../testkit/services.ts';
import { startTypesenseStub, type TypesenseStub } from '../../../testkit/typesense-stub.ts';
import { createFtsEngine } from '../fts/fts-engine.ts';
import { createFtsStore } from '../fts/store.ts';
import { parseQuery } from '../query/parse-query.ts';
import { type DocumentKind, marks, type SearchDocument } from '../search-document.ts';
import type { SearchEngine } from '../search-engine.ts';
import { searchEngineContract } from '../testing/engine-contract.ts';
import { withFallback } from '../with-fallback.ts';
import { createTypesenseEngine } from './typesense-engine.ts';

const log = { warn: () => {} };
const clock = () => new Date('2026-06-01T00:00:00Z');
const { TYPESENSE_URL: url, TYPESENSE_API_KEY: apiKey = '' } = process.env;

searchEngineContract(url ? 'Typesense' : 'a stub of Typesense', async () => {
  const database = await migratedDatabase();
  const stub = url ? null : startTypesenseStub();
  const store = createFtsStore(database.db);
  const fts = createFtsEngine(store);
  const engine = createTypesenseEngine(stub ?? { url: url ?? '', apiKey }, { counts: store, log, clock });
  return {
    engine: {
      ...engine,
      // How common words are is told by the index in the database, which origin keeps besides.
      async index(documents, now) {
        await fts.index(documents, now);
        await engine.index(documents, now);
      },
      async remove(subjects) {
        await fts.remove(subjects);
        await engine.remove(subjects);
      },
    },
    async stop() {
      await stub?.stop();
      await database.stop();
    },
  };
});

let database: Awaited<ReturnType<typeof migratedDatabase>> & Service;
let stub: TypesenseStub;
let engine: SearchEngine;
let fts: SearchEngine;
beforeAll(async () => {
  database = await migratedDatabase();
  stub = startTypesenseStub();
  const counts = createFtsStore(database.db);
  fts = createFtsEngine(counts);
  engine = createTypesenseEngine(stub, { counts, log, clock });
});
afterAll(async () => {
  await stub.stop();
  await database.stop();
});

const document = (subjectId: string, title: string): SearchDocument => ({
  ...{ kind: 'video' as DocumentKind, subjectId, title, tags: [], channel: 'Ann', description: '', captions: '' },
  ...{ marks: [marks.kind('video')], publishedAt: clock() },
});
const find = async (q: string, by: Pick<SearchEngine, 'find'> = engine) => {
  const asked = {
    query: parseQuery(q),
    synonyms: new Map(),
    marks: [],
    publishedSince: null,
    prefer: 'relevant',
    now: clock(),
  } as const;
  return (await by.find(asked)).subjects.map(({ subjectId }) => subjectId).sort();
};

test('a rebuild shows nothing until it is whole, then all of it at once, and leaves nothing behind', async () => {
  await engine.index([document('old', 'Lantern festival')], clock());
  const rebuild = await engine.rebuild();
  await rebuild.index([document('new', 'Lantern parade')], clock());
  expect(await find('lantern ')).toEqual(['old']);
  expect(stub.collectionNames()).toHaveLength(2);
  await rebuild.finish();
  expect(await find('lantern ')).toEqual(['new']);
  expect(stub.collectionNames()).toHaveLength(1);
});

test('a document that is refused does not hold up the others', async () => {
  stub.refusedIds.add('video-bad');
  await engine.index([document('bad', 'Windmill one'), document('good', 'Windmill two')], clock());
  expect(await find('windmill ')).toEqual(['good']);
});

test('says which other spelling was found', async () => {
  await engine.index([document('kite', 'Umbrella repair')], clock());
  const asked = {
    query: parseQuery('umbrela '),
    synonyms: new Map(),
    marks: [],
    publishedSince: null,
    prefer: 'relevant',
  } as const;
  const { spellings } = await engine.find({ ...asked, now: clock() });
  expect([...spellings]).toEqual([['umbrela', ['umbrella']]]);
});

test('while it is down the index in the database answers, and nothing that is indexed meanwhile counts as done', async () => {
  let nowMs = clock().getTime();
  const either = withFallback(engine, fts, { log, clock: () => new Date(nowMs) });
  await fts.index([document('kept', 'Compass rose')], clock());
  await engine.index([document('kept', 'Compass rose')], clock());
  stub.isDown = true;
  expect(await find('compass ', either)).toEqual(['kept']);
  expect(engine.index([document('later', 'Compass needle')], clock())).rejects.toThrow();
  const before = stub.requests.length;
  expect(await find('compass ', either)).toEqual(['kept']);
  // It is left alone for a while.
  expect(stub.requests.length).toBe(before);
  stub.isDown = false;
  nowMs += 60_000;
  await engine.index([document('later', 'Compass needle')], clock());
  expect(await find('compass ', either)).toEqual(['kept', 'later']);
});

test('a wrong key is an error, not an empty answer', () => {
  const other = createTypesenseEngine(
    { url: stub.url, apiKey: 'wrong' },
    { counts: createFtsStore(database.db), log, clock },
  );
  expect(find('compass ', other)).rejects.toThrow();
});
