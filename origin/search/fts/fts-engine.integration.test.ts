import { expect, test } from 'bun:test';
import { migratedDatabase } from '../../../testkit/services.ts';
import { parseQuery } from '../query/parse-query.ts';
import { marks, type SearchDocument } from '../search-document.ts';
import { searchEngineContract } from '../testing/engine-contract.ts';
import { createFtsEngine } from './fts-engine.ts';
import { createFtsStore } from './store.ts';

searchEngineContract('libSQL full-text search', async () => {
  const database = await migratedDatabase();
  return { engine: createFtsEngine(createFtsStore(database.db)), stop: () => database.stop() };
});

test('the most watched are looked through as well, however many newer ones have the words', async () => {
  const database = await migratedDatabase();
  try {
    const engine = createFtsEngine(createFtsStore(database.db));
    const now = new Date('2026-06-01T00:00:00Z');
    const document = (subjectId: string, isPopular: boolean): SearchDocument => ({
      ...{ kind: 'video', subjectId, title: 'Guitar lesson', tags: [], channel: '', description: '', captions: '' },
      marks: [marks.kind('video'), ...(isPopular ? [marks.popular] : [])],
      publishedAt: now,
    });
    const newer = Array.from({ length: 130 }, (_, at) => document(`newer ${at}`, false));
    await engine.index([document('popular', true), document('old', false), ...newer], now);
    const found = async (q: string) => {
      const asked = { query: parseQuery(q), synonyms: new Map(), marks: [], publishedSince: null, now };
      const { subjects } = await engine.find({ ...asked, prefer: 'relevant' });
      return subjects.map(({ subjectId }) => subjectId).filter((id) => !id.startsWith('newer'));
    };
    for (const q of ['guitar ', 'guitar lesson ', 'guit', 'gu']) expect(await found(q)).toEqual(['popular']);
    await engine.index([document('popular', false), document('old', true)], now);
    expect(await found('guitar ')).toEqual(['old']);
    await engine.remove([{ kind: 'video', subjectId: 'old' }]);
    expect(await found('guitar ')).toEqual([]);
  } finally {
    await database.stop();
  }
});

test('what was indexed bit by bit is put together, by a rebuild too, and found as before', async () => {
  const database = await migratedDatabase();
  try {
    const engine = createFtsEngine(createFtsStore(database.db));
    const now = new Date('2026-06-01T00:00:00Z');
    const document = (at: number): SearchDocument => ({
      ...{ kind: 'video', subjectId: `lesson${at}`, title: `Guitar lesson ${at}`, tags: [], channel: '' },
      ...{ description: '', captions: '', marks: [marks.kind('video'), marks.popular], publishedAt: now },
    });
    const segments = async () => {
      const { rows } = await database.client.execute(`select
        (select count(distinct segid) from search_index_idx) as whole,
        (select count(distinct segid) from search_popular_idx) as popular`);
      return { whole: Number(rows[0]?.whole), popular: Number(rows[0]?.popular) };
    };
    const found = async () => {
      const asked = { query: parseQuery('guitar '), synonyms: new Map(), marks: [], publishedSince: null, now };
      return (await engine.find({ ...asked, prefer: 'relevant' })).subjects.map(({ subjectId }) => subjectId).sort();
    };
    for (let at = 0; at < 6; at++) await engine.index([document(at)], now);
    await engine.remove([{ kind: 'video', subjectId: 'lesson3' }]);
    const before = await found();
    expect(before).toEqual(['lesson0', 'lesson1', 'lesson2', 'lesson4', 'lesson5']);
    expect(await segments()).toEqual({ whole: 6, popular: 6 });
    await engine.compact();
    expect(await segments()).toEqual({ whole: 1, popular: 1 });
    expect(await found()).toEqual(before);
    const rebuild = await engine.rebuild();
    for (let at = 6; at < 9; at++) await rebuild.index([document(at)], now);
    await rebuild.finish();
    expect(await segments()).toEqual({ whole: 1, popular: 1 });
    expect(await found()).toEqual([...before, 'lesson6', 'lesson7', 'lesson8']);
  } finally {
    await database.stop();
  }
});

test('the newest are fewer beside many that have the words in their titles', async () => {
  const database = await migratedDatabase();
  try {
    const engine = createFtsEngine(createFtsStore(database.db));
    const now = new Date('2026-06-01T00:00:00Z');
    const documents = (kind: 'titled' | 'described', count: number): SearchDocument[] =>
      Array.from({ length: count }, (_, at) => ({
        ...{ kind: 'video', subjectId: `${kind} ${at}`, tags: [], channel: '', captions: '', publishedAt: now },
        ...{ title: kind === 'titled' ? 'Guitar' : 'Lesson', description: kind === 'titled' ? '' : 'guitar' },
        marks: [marks.kind('video')],
      }));
    const found = async () => {
      const asked = { query: parseQuery('guitar '), synonyms: new Map(), marks: [], publishedSince: null, now };
      const { subjects } = await engine.find({ ...asked, prefer: 'relevant' });
      const count = (kind: string) => subjects.filter(({ subjectId }) => subjectId.startsWith(kind)).length;
      return { titled: count('titled'), described: count('described') };
    };
    await engine.index([...documents('titled', 59), ...documents('described', 55)], now);
    expect(await found()).toEqual({ titled: 59, described: 50 });
    await engine.index([...documents('titled', 61).slice(59), ...documents('described', 80).slice(55)], now);
    expect(await found()).toEqual({ titled: 60, described: 15 });
  } finally {
    await database.stop();
  }
});

test('beside many that have the words in their titles, so do the most watched; else anywhere will do', async () => {
  const database = await migratedDatabase();
  try {
    const engine = createFtsEngine(createFtsStore(database.db));
    const now = new Date('2026-06-01T00:00:00Z');
    const document = (subjectId: string, titled: boolean, popular: boolean): SearchDocument => ({
      ...{ kind: 'video', subjectId, tags: [], channel: '', captions: '', publishedAt: now },
      ...{ title: titled ? 'Guitar' : 'Lesson', description: titled ? '' : 'guitar' },
      marks: [marks.kind('video'), ...(popular ? [marks.popular] : [])],
    });
    const newer = Array.from({ length: 61 }, (_, at) => document(`newer ${at}`, true, false));
    const popular = [document('popular by title', true, true), document('popular by description', false, true)];
    const found = async () => {
      const asked = { query: parseQuery('guitar '), synonyms: new Map(), marks: [], publishedSince: null, now };
      const { subjects } = await engine.find({ ...asked, prefer: 'relevant' });
      return subjects.map(({ subjectId }) => subjectId).filter((id) => id.startsWith('popular'));
    };
    await engine.index([...popular, ...newer.slice(0, 58)], now);
    expect((await found()).sort()).toEqual(['popular by description', 'popular by title']);
    await engine.index(newer, now);
    expect(await found()).toEqual(['popular by title']);
  } finally {
    await database.stop();
  }
});
