import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { parseQuery } from '../query/parse-query.ts';
import { type Mark, marks, type SearchDocument } from '../search-document.ts';
import type { EngineQuery, SearchEngine } from '../search-engine.ts';

const now = new Date('2026-06-01T00:00:00Z');
const dayMs = 24 * 3_600_000;

type Given = Partial<Omit<SearchDocument, 'subjectId'>> & { title: string; ageDays?: number };

function document(subjectId: string, { ageDays = 10, ...given }: Given): SearchDocument {
  return {
    ...{ kind: 'video', tags: [], channel: 'Somebody', description: '', captions: '', marks: [marks.kind('video')] },
    ...given,
    subjectId,
    publishedAt: new Date(now.getTime() - ageDays * dayMs),
  };
}

const documents = [
  document('moonlight', { title: 'Moonlight Sonata, first movement', tags: ['piano'], ageDays: 300 }),
  document('sonata', { title: 'How to play a sonata in the moonlight', ageDays: 200 }),
  document('guitar', {
    title: 'Guitar for beginners',
    description: 'Chords, strumming and a little theory',
    marks: [marks.kind('video'), marks.category('music'), marks.language('en-GB'), marks.duration('long')],
    ageDays: 100,
  }),
  document('gitarre', {
    title: 'Gitarre für Anfänger',
    captions: 'Heute lernen wir das Barré',
    marks: [marks.kind('video'), marks.category('music'), marks.language('de'), marks.captions],
    ageDays: 90,
  }),
  document('tokyo', { title: '東京タワーの夜景', tags: ['旅行'], ageDays: 40 }),
  document('moscow', { title: 'Ёлка на Красной площади', ageDays: 30 }),
  document('thai', { title: 'สวัสดีชาวโลก', ageDays: 20 }),
  document('cpp', { title: 'C++ and C# compared', channel: 'Nördlich Codes', ageDays: 5 }),
  document('channel', { kind: 'channel', title: 'Moonlight Studios', marks: [marks.kind('channel')], ageDays: 700 }),
];

/** What every engine must do; `open` gives an empty one. */
export function searchEngineContract(
  name: string,
  open: () => Promise<{ engine: SearchEngine; stop: () => Promise<void> }>,
): void {
  describe(name, () => {
    let engine: SearchEngine;
    let stop: () => Promise<void>;
    beforeAll(async () => {
      ({ engine, stop } = await open());
      await engine.index(documents, now);
    });
    afterAll(() => stop());

    const ask = (q: string, options: Partial<EngineQuery> = {}) => {
      const asked = {
        query: parseQuery(q),
        synonyms: new Map<string, string[]>(),
        marks: [],
        publishedSince: null,
        prefer: 'relevant',
        now,
        ...options,
      } as const;
      return engine.find(asked);
    };
    const find = async (q: string, options: Partial<EngineQuery> = {}) =>
      (await ask(q, options)).subjects.map(({ subjectId }) => subjectId).sort();

    test.each<[what: string, q: string, found: string[]]>([
      ['words of the title in any order', 'sonata moonlight ', ['moonlight', 'sonata']],
      ['tags', 'piano ', ['moonlight']],
      ['the channel', 'nordlich ', ['cpp']],
      ['descriptions', 'strumming ', ['guitar']],
      ['captions', 'barre ', ['gitarre']],
      ['all kinds', 'studios ', ['channel']],
      ['a beginning', 'begin', ['guitar']],
      ['words next to each other', '"moonlight sonata"', ['moonlight']],
      ['without a word', 'moonlight -movement -studios', ['sonata']],
      ['without an expression', 'sonata -"first movement"', ['sonata']],
      ['one mistake', 'giutar ', ['guitar']],
      ['two mistakes in a long word', 'begnners moonlihgt', ['channel', 'guitar', 'moonlight', 'sonata']],
      ['no other spelling of what is quoted', '"giutar"', []],
      ['without accents', 'fur anfanger ', ['gitarre']],
      ['Japanese', '東京タワー', ['tokyo']],
      ['a part of Japanese', '夜景', ['tokyo']],
      ['no other Japanese with the same signs', '京東', []],
      ['Russian', 'елка ', ['moscow']],
      ['Thai', 'ชาว', ['thai']],
      ['names with signs', 'c++ ', ['cpp']],
      ['other such names', 'c# ', ['cpp']],
      ['nothing', 'zyzzyva ', []],
      ['no marks by their names', 'kindvideo ', []],
    ])('%s', async (_, q, found) => {
      expect(await find(q)).toEqual(found);
    });

    test.each<[what: string, q: string, wanted: Mark[], found: string[]]>([
      ['kind', 'moonlight ', [marks.kind('channel')], ['channel']],
      ['category', 'fur for ', [marks.category('music')], ['gitarre', 'guitar']],
      ['language', 'fur for ', [marks.language('en')], ['guitar']],
      ['duration', 'guitar ', [marks.duration('short')], []],
      ['captions', 'fur for ', [marks.captions], ['gitarre']],
    ])('filters by %s', async (_, q, wanted, found) => {
      expect(await find(q, { marks: wanted })).toEqual(found);
    });

    test('finds what stands for a word as well, expressions included, but not for what is quoted', async () => {
      const synonyms = new Map([
        ['lute', ['guitar']],
        ['jazz hall', ['red square', 'first movement']],
        ['guitar', ['lute']],
      ]);
      expect(await find('lute ', { synonyms })).toEqual(['guitar']);
      expect(await find('lute beginners ', { synonyms })).toEqual(['guitar']);
      expect(await find('guitar ', { synonyms })).toEqual(['guitar']);
      expect(await find('"lute"', { synonyms })).toEqual([]);
      const query = { terms: [{ words: ['jazz', 'hall'], isExact: false, isPrefix: false }], excluded: [] };
      expect(await find('', { query, synonyms })).toEqual(['moonlight']);
    });

    test('filters by age', async () => {
      const publishedSince = new Date(now.getTime() - 250 * dayMs);
      expect(await find('sonata ', { publishedSince })).toEqual(['sonata']);
      expect(await find('moonlight ', { publishedSince: now })).toEqual([]);
    });

    test('tells how common the words are', async () => {
      const { documentsWith, documentCount } = await ask('moonlight zyzzyva somebody ');
      expect(documentCount).toBeGreaterThanOrEqual(documents.length);
      expect(Object.fromEntries(documentsWith)).toEqual({ moonlight: 3, somebody: 8 });
    });

    test('takes nothing that is typed for syntax', async () => {
      const typed = [
        ...[
          '"',
          '""',
          '- ',
          '*',
          '(',
          'a OR',
          'NEAR(a b)',
          'title:guitar',
          '{title}: x',
          '^guitar',
          'a AND NOT b',
          "'; --",
        ],
        ...['\u0000', '\u200b\u200b', '&&&', '[]', 'x'.repeat(10_000), '"'.repeat(9_999), '-'.repeat(10_000), '\ud800'],
      ];
      for (const q of typed) expect(await find(q)).toBeArray();
      expect(await find('title:guitar')).toEqual(['guitar']);
    });

    test('renews a document, and forgets what it said before', async () => {
      const renamed = document('sonata', { title: 'A serenade at dusk', ageDays: 200 });
      const [before] = documents.filter(({ subjectId }) => subjectId === 'sonata');
      if (!before) throw new Error('no such document');
      await engine.index([renamed], now);
      try {
        expect(await find('serenade ')).toEqual(['sonata']);
        expect(await find('play ')).toEqual([]);
        expect(await find('serenaed ')).toEqual(['sonata']);
      } finally {
        await engine.index([before], now);
      }
      expect(await find('serenade ')).toEqual([]);
      expect(await find('play ')).toEqual(['sonata']);
    });

    test('removes a document, also when it is gone already', async () => {
      const extra = document('extra', { title: 'Quixotic guitar' });
      await engine.index([extra], now);
      expect(await find('quixotic ')).toEqual(['extra']);
      await engine.remove([extra]);
      await engine.remove([extra, { kind: 'video', subjectId: 'never' }]);
      expect(await find('quixotic ')).toEqual([]);
      expect(await find('quixotci ')).toEqual([]);
    });
  });
}
