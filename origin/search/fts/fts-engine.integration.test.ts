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
