import { type Beginnings, matchExpression, type Spellings } from '../query/match-expression.ts';
import type { ParsedQuery } from '../query/parse-query.ts';
import { type Mark, marks as markNames } from '../search-document.ts';
import type { EngineQuery, SearchEngine } from '../search-engine.ts';
import { keyOf, type Subject } from '../store.ts';
import { guessSpellings } from './guess-spellings.ts';
import type { FtsStore, Reading } from './store.ts';

/** Matches read for each way of looking; together they are what ranking chooses from. */
const LIMITS = { newest: 50, title: 60, popular: 60, newestAlone: 250, titles: 40, popularTitles: 40, looser: 150 };
/** With so many hits nobody needs other spellings. */
const ENOUGH = 20;

/** FTS5 has lists of all beginnings of two and three letters; for longer ones it puts those of all words together. */
const LISTED_BEGINNING_LETTERS = 3;
/** Of so many documents that costs more than looking for the commonest of these words one by one. */
const COSTLY_DOCUMENTS = 2_000;
const MAX_BEGINNING_SO = 20;

/** libSQL's own full-text index (SQLite FTS5), in the database that everything is in. */
export function createFtsEngine(store: FtsStore): SearchEngine {
  return {
    async index(documents, now) {
      await store.index(documents, now);
      await store.takeWordsApart();
    },
    // In place: documents are renewed one page after the other. Words wait for each other, since many of them at once
    // are written into the same pages.
    rebuild: async () => ({ isInPlace: true, index: store.index, finish: store.takeWordsApart }),
    remove: store.remove,
    async find(asked) {
      const { query, publishedSince } = asked;
      const words = query.terms.flatMap((term) => term.words);
      const beginnings = await commonWords(store, query);
      const asTyped = await store.find(strictReadings(asked, { beginnings }), publishedSince, words);
      if (asTyped.subjects.length >= ENOUGH || words.length === 0) return { ...asTyped, spellings: new Map() };
      const isFound = asTyped.subjects.length > 0;
      // Several words that stand in one document were hardly mistyped.
      if (isFound && query.terms.length > 1) return { ...asTyped, spellings: new Map() };
      let spellings: Spellings = new Map();
      for await (spellings of guessSpellings(store, query, asTyped)) {
        const found = await store.find(strictReadings(asked, { spellings, beginnings }), publishedSince, words);
        // Those with other spellings match as typed as well, but may be crowded out by them.
        const subjects = unique([...asTyped.subjects, ...found.subjects]);
        if (subjects.length > 0) return { ...found, subjects, spellings };
      }
      if (isFound) return { ...asTyped, spellings };
      const loose = looseReadings(asked, spellings, asTyped.documentsWith);
      return { ...(await store.find(loose, publishedSince, words)), spellings };
    },
  };
}

/** All terms: among the newest, and when these are many, in the title and among the most watched. */
function strictReadings(
  { query, synonyms, marks, prefer }: EngineQuery,
  other: { spellings?: Spellings; beginnings: Beginnings },
): Reading[] {
  const reading = (limit: number, options: Pick<Reading, 'isNarrower'> & { column?: 'title'; mark?: Mark } = {}) => {
    const { mark, isNarrower = false, ...column } = options;
    const all = mark === undefined ? marks : [...marks, mark];
    const expression = matchExpression(query, { ...other, synonyms, ...column, marks: all });
    return expression === null ? [] : [{ expression, limit, isNarrower }];
  };
  const column = 'title' as const;
  const mark = markNames.popular;
  if (prefer === 'newest') return reading(LIMITS.newestAlone);
  if (prefer === 'titles')
    return [
      ...reading(LIMITS.titles, { column }),
      ...reading(LIMITS.popularTitles, { column, mark, isNarrower: true }),
    ];
  return [
    ...reading(LIMITS.newest),
    ...reading(LIMITS.title, { column, isNarrower: true }),
    ...reading(LIMITS.popular, { mark, isNarrower: true }),
  ];
}

/** The commonest words that the unfinished one may become; none where FTS5 finds all of them as cheaply. */
async function commonWords(store: FtsStore, { terms }: ParsedQuery): Promise<Beginnings> {
  const last = terms.at(-1);
  const [word = ''] = last?.words ?? [];
  if (!last?.isPrefix || [...word].length <= LISTED_BEGINNING_LETTERS) return new Map();
  const known = await store.wordsBeginning(word, MAX_BEGINNING_SO);
  const documents = known.reduce((sum, each) => sum + each.documents, 0);
  return documents < COSTLY_DOCUMENTS ? new Map() : new Map([[word, known.map(({ other }) => other)]]);
}

/** Where no document has all terms: those with either of the two rarest. */
function looseReadings(
  { query, synonyms, marks }: EngineQuery,
  spellings: Spellings,
  counts: ReadonlyMap<string, number>,
): Reading[] {
  if (query.terms.length < 2) return [];
  const documentsWith = (words: readonly string[]) => Math.min(...words.map((word) => counts.get(word) ?? 0));
  const known = query.terms.filter(
    ({ words }) => documentsWith(words) > 0 || spellings.has(words.join(' ')) || synonyms.has(words.join(' ')),
  );
  const rarest = known.sort((a, b) => documentsWith(a.words) - documentsWith(b.words)).slice(0, 2);
  const expression = matchExpression({ ...query, terms: rarest }, { spellings, synonyms, marks, anyOf: true });
  return expression === null ? [] : [{ expression, limit: LIMITS.looser }];
}

function unique(subjects: readonly Subject[]): Subject[] {
  return [...new Map(subjects.map((subject) => [keyOf(subject), subject])).values()];
}
