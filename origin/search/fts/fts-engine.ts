import { matchExpression, type Spellings } from '../query/match-expression.ts';
import type { ParsedQuery } from '../query/parse-query.ts';
import { marks as markNames } from '../search-document.ts';
import type { EngineQuery, SearchEngine } from '../search-engine.ts';
import type { Subject } from '../store.ts';
import { editDistance } from '../typos/edit-distance.ts';
import { mistakesAllowed } from '../typos/word-parts.ts';
import type { FtsStore, Reading } from './store.ts';

/** Matches read for each way of looking; together they are what ranking chooses from. */
const LIMITS = { title: 80, popular: 100, newest: 80, newestAlone: 250, looser: 150 };
/** With so many hits nobody needs other spellings. */
const ENOUGH = 20;
const MAX_SPELLINGS = 5;
/** Words of more documents are taken as they were typed when anything was found with them. */
const SELDOM = 3;

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
      const asTyped = await store.find(strictReadings(asked, new Map()), publishedSince, words);
      if (asTyped.subjects.length >= ENOUGH || words.length === 0) return { ...asTyped, spellings: new Map() };
      const isFound = asTyped.subjects.length > 0;
      // Several words that stand in one document were hardly mistyped.
      if (isFound && query.terms.length > 1) return { ...asTyped, spellings: new Map() };
      const isDoubtful = (word: string) => !isFound || (asTyped.documentsWith.get(word) ?? 0) <= SELDOM;
      const spellings = await spell(store, query, isDoubtful);
      if (spellings.size === 0 && isFound) return { ...asTyped, spellings };
      const spelt =
        spellings.size === 0 ? asTyped : await store.find(strictReadings(asked, spellings), publishedSince, words);
      // Those with other spellings match as typed as well, but may be crowded out by them.
      const subjects = unique([...asTyped.subjects, ...spelt.subjects]);
      if (subjects.length > 0) return { ...spelt, subjects, spellings };
      const loose = looseReadings(asked, spellings, asTyped.documentsWith);
      return { ...(await store.find(loose, publishedSince, words)), spellings };
    },
  };
}

/** All terms: in the title, among the most watched, and among the newest. */
function strictReadings({ query, marks, prefer }: EngineQuery, spellings: Spellings): Reading[] {
  const reading = (limit: number, options: { column?: 'title'; marks?: string[] }): Reading[] => {
    const expression = matchExpression(query, { spellings, ...options, marks: [...marks, ...(options.marks ?? [])] });
    return expression === null ? [] : [{ expression, limit }];
  };
  if (prefer === 'newest') return reading(LIMITS.newestAlone, {});
  return [
    ...reading(LIMITS.title, { column: 'title' }),
    ...reading(LIMITS.popular, { marks: [markNames.popular] }),
    ...reading(LIMITS.newest, {}),
  ];
}

/** Where no document has all terms: those with either of the two rarest. */
function looseReadings(
  { query, marks }: EngineQuery,
  spellings: Spellings,
  counts: ReadonlyMap<string, number>,
): Reading[] {
  if (query.terms.length < 2) return [];
  const documentsWith = (words: readonly string[]) => Math.min(...words.map((word) => counts.get(word) ?? 0));
  const known = query.terms.filter(({ words }) => documentsWith(words) > 0 || spellings.has(words.join(' ')));
  const rarest = known.sort((a, b) => documentsWith(a.words) - documentsWith(b.words)).slice(0, 2);
  const expression = matchExpression({ ...query, terms: rarest }, { spellings, marks, anyOf: true });
  return expression === null ? [] : [{ expression, limit: LIMITS.looser }];
}

/** For each word that may have been mistyped, the likeliest words of the index it may stand for. */
async function spell(
  store: FtsStore,
  { terms }: ParsedQuery,
  isDoubtful: (word: string) => boolean,
): Promise<Map<string, string[]>> {
  const typed = terms.flatMap(({ words, isExact }) => (isExact || words.length > 1 ? [] : words)).filter(isDoubtful);
  const known = [...(await store.wordsLike(typed))];
  const entries = typed.map((word) => {
    const limit = mistakesAllowed(word);
    const near = known
      .map(([other, documents]) => ({ other, documents, mistakes: editDistance(word, other, limit) }))
      .filter(({ mistakes }) => mistakes > 0 && mistakes <= limit)
      .sort((a, b) => a.mistakes - b.mistakes || b.documents - a.documents);
    return [word, near.slice(0, MAX_SPELLINGS).map(({ other }) => other)] as const;
  });
  return new Map(entries.filter(([, others]) => others.length > 0).map(([word, others]) => [word, [...others]]));
}

function unique(subjects: readonly Subject[]): Subject[] {
  return [...new Map(subjects.map((subject) => [`${subject.kind} ${subject.subjectId}`, subject])).values()];
}
