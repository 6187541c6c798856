import { expect, test } from 'bun:test';
import { parseQuery } from '../query/parse-query.ts';
import { wordsOf } from '../text/split-words.ts';
import { createScorer, type RankedDocument } from './score-document.ts';

const nowMs = Date.UTC(2026, 0, 1);
const day = 24 * 3_600_000;
const common: Record<string, number> = { the: 60_000, live: 9_000, guitar: 3_000, lesson: 2_000 };

type Document = { title: string; tags?: string; channel?: string; views?: number; ageDays?: number; chosenBy?: number };

const folded = ({ title, tags = '', channel = '', views = 0, ageDays = 400 }: Document): RankedDocument => ({
  titleWords: wordsOf(title).join(' '),
  tagWords: wordsOf(tags).join(' '),
  channelWords: wordsOf(channel).join(' '),
  viewCount: views,
  publishedAtMs: nowMs - ageDays * day,
});

function rank(query: string, documents: Document[], spellings: Record<string, string[]> = {}): string[] {
  const scorer = createScorer({
    query: parseQuery(query),
    spellings: new Map(Object.entries(spellings)),
    synonyms: new Map([['lute', ['guitar']]]),
    documentsWith: (word: string) => common[word] ?? 5,
    documentCount: 100_000,
    nowMs,
    options: { popularityBoost: 0.3, recencyBoost: 0.15, recencyHalfLifeDays: 90, choiceBoost: 0.5 },
  });
  return documents
    .map((document) => ({ name: document.title, score: scorer.score(folded(document), document.chosenBy) }))
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);
}

test.each<[name: string, query: string, best: Document, ...others: Document[]]>([
  [
    'the title before the tags, these before the channel',
    'guitar ',
    { title: 'Guitar basics' },
    { title: 'Basics of it', tags: 'guitar' },
  ],
  [
    'tags before the channel',
    'guitar ',
    { title: 'Basics a', tags: 'guitar' },
    { title: 'Basics b', channel: 'Guitar' },
  ],
  ['the channel before the description', 'guitar ', { title: 'Basics a', channel: 'Guitar' }, { title: 'Basics b' }],
  ['the rare word before the common ones', 'the moonlight ', { title: 'Moonlight' }, { title: 'The the' }],
  ['the whole word before a longer one', 'live', { title: 'Live set' }, { title: 'Lively set' }],
  ['the word before another spelling of it', 'gitar ', { title: 'Gitar one' }, { title: 'Guitar one' }],
  [
    'words in order before scattered ones',
    'guitar lesson ',
    { title: 'Guitar lesson one' },
    { title: 'Lesson one guitar' },
  ],
  [
    'the title itself before one that has more',
    'guitar lesson ',
    { title: 'Guitar lesson' },
    { title: 'Guitar lesson with bells and whistles and more' },
  ],
  [
    'the seen before the unseen, all else equal',
    'guitar ',
    { title: 'Guitar a', views: 50_000 },
    { title: 'Guitar b' },
  ],
  ['the new before the old, all else equal', 'guitar ', { title: 'Guitar a', ageDays: 1 }, { title: 'Guitar b' }],
  ['the word before its synonym', 'lute ', { title: 'Lute one' }, { title: 'Guitar one' }],
  ['a synonym before the word in the tags', 'lute ', { title: 'Guitar a' }, { title: 'Basics a', tags: 'lute' }],
  ['what many chose, all else equal', 'guitar ', { title: 'Guitar a', chosenBy: 20 }, { title: 'Guitar b' }],
  [
    'what was asked for before what is famous',
    'moonlight lesson ',
    { title: 'Moonlight lesson' },
    { title: 'Lesson', views: 9_000_000 },
  ],
])('%s', (_, query, best, ...others) => {
  expect(rank(query, [...others, best], { gitar: ['guitar'] })[0]).toBe(best.title);
});
