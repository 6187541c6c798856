import { matchExpression, type Spellings } from '../query/match-expression.ts';
import type { ParsedQuery } from '../query/parse-query.ts';
import type { EngineQuery, SearchEngine } from '../search-engine.ts';
import { keyOf, type Subject } from '../store.ts';
import { guessSpellings } from './guess-spellings.ts';
import type { Reading } from './hits/store.ts';
import type { FtsStore } from './store.ts';

/** Matches read for each way of looking; together they are what ranking chooses from. */
const LIMITS = {
  newest: 50,
  newestBesideTitles: 15,
  title: 60,
  popular: 60,
  newestAlone: 250,
  titles: 40,
  popularTitles: 40,
  looser: 150,
};
/** With so many hits nobody needs other spellings. */
const ENOUGH = 20;

/** FTS5 has lists of all beginnings of two and three letters; for longer ones it puts those of all words together. */
const LISTED_BEGINNING_LETTERS = 3;

/** libSQL's own full-text index (SQLite FTS5), in the database that everything is in. */
export function createFtsEngine(store: FtsStore): SearchEngine {
  return {
    async index(documents, now) {
      await store.index(documents, now);
      await store.takeWordsApart();
    },
    // In place: documents are renewed one page after the other. Words wait for each other, since many of them at once
    // are written into the same pages.
    async rebuild() {
      let before: Promise<void> = Promise.resolve();
      const index: SearchEngine['index'] = (documents, now) => {
        before = store.index(documents, now, before);
        return before;
      };
      return {
        ...{ isInPlace: true, index },
        async finish() {
          await store.takeWordsApart();
          await store.compact();
        },
      };
    },
    remove: store.remove,
    compact: store.compact,
    async find(asked) {
      const { query, publishedSince, shownUpTo = 0, now } = asked;
      const words = query.terms.flatMap((term) => term.words);
      const find = (readings: readonly Reading[]) =>
        store.find(readings, { publishedSince, words, unfinished: unfinishedWord(query), shownUpTo, now });
      const asTyped = await find(strictReadings(asked, new Map()));
      if (asTyped.subjects.length >= ENOUGH || words.length === 0) return { ...asTyped, spellings: new Map() };
      const isFound = asTyped.subjects.length > 0;
      // Several words that stand in one document were hardly mistyped.
      if (isFound && query.terms.length > 1) return { ...asTyped, spellings: new Map() };
      let spellings: Spellings = new Map();
      for await (spellings of guessSpellings(store, query, asTyped)) {
        const found = await find(strictReadings(asked, spellings));
        // Those with other spellings match as typed as well, but may be crowded out by them.
        const subjects = unique([...asTyped.subjects, ...found.subjects]);
        const living = unique([...asTyped.living, ...found.living]);
        const shownVideos = [...asTyped.shownVideos, ...found.shownVideos];
        if (subjects.length > 0) return { ...found, subjects, living, shownVideos, spellings };
      }
      const looser = isFound ? [] : looseReadings(asked, spellings, asTyped.documentsWith);
      return { ...(looser.length > 0 ? await find(looser) : asTyped), spellings };
    },
  };
}

/** All terms: among the newest, and when these are many, in the title and among the most watched, there in the title first. */
function strictReadings({ query, synonyms, marks, prefer }: EngineQuery, spellings: Spellings): Reading[] {
  const isUnfinishedOpen = unfinishedWord(query) !== null;
  const reading = (limit: number, { column, ...how }: Omit<Reading, 'expression' | 'limit'> & { column?: 'title' }) => {
    const within = column === undefined ? {} : { column };
    const expression = matchExpression(query, { ...within, spellings, synonyms, isUnfinishedOpen, marks });
    return expression === null ? [] : [{ expression, limit, ...how }];
  };
  const column = 'title';
  if (prefer === 'newest') return reading(LIMITS.newestAlone, {});
  if (prefer === 'titles')
    return [
      ...reading(LIMITS.titles, { column }),
      ...reading(LIMITS.popularTitles, { column, isPopular: true, isNarrower: true }),
    ];
  return [
    // Beside so many with all words in their titles, others hardly come to the fore.
    ...reading(LIMITS.newest, { limitBesideNarrower: LIMITS.newestBesideTitles }),
    ...reading(LIMITS.title, { column, isNarrower: true }),
    ...reading(LIMITS.popular, { isPopular: true, isNarrower: true, followsSecond: true }),
  ];
}

/** The last word where it may become words for which FTS5 has no list of its own. */
function unfinishedWord({ terms }: ParsedQuery): string | null {
  const last = terms.at(-1);
  const [word = ''] = last?.words ?? [];
  return last?.isPrefix && [...word].length > LISTED_BEGINNING_LETTERS ? word : null;
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

function unique<S extends Subject>(subjects: readonly S[]): S[] {
  return [...new Map(subjects.map((subject) => [keyOf(subject), subject])).values()];
}
