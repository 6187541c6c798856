import type { ParsedQuery, Term } from './parse-query.ts';

/** Words that stand for a query's words besides themselves, by the word: other spellings. */
export type Spellings = ReadonlyMap<string, readonly string[]>;

/** Stands where the index's store puts what the unfinished word may become: no word has this sign. */
export const UNFINISHED = '\u0001';

/** Marks are not text: nobody finds a video by them. */
const ANYWHERE = '- {marks}';

/**
 * FTS5's expression for all of `query`'s terms, and none of those excluded, in a document that has all `marks`. Words are
 * made of letters and digits alone and stand in quotes, so nothing that was typed is read as syntax.
 * `null` when there is nothing to look for.
 */
export function matchExpression(
  query: ParsedQuery,
  options: {
    column?: 'title';
    spellings?: Spellings;
    /** By terms: words and expressions that will do as well. */
    synonyms?: Spellings;
    /** The unfinished word is left to the index's store. */
    isUnfinishedOpen?: boolean;
    marks?: readonly string[];
    anyOf?: boolean;
  } = {},
): string | null {
  if (query.terms.length === 0) return null;
  const { column, marks = [], anyOf = false, ...instead } = options;
  const wanted = query.terms.map((term) => termExpression(term, instead)).join(anyOf ? ' OR ' : ' AND ');
  const scoped = `${column === undefined ? ANYWHERE : `{${column}}`} : (${wanted})`;
  const marked = [scoped, ...marks.map((mark) => `{marks} : "${mark}"`)].join(' AND ');
  if (query.excluded.length === 0) return marked;
  const unwanted = query.excluded.map((term) => termExpression(term, {})).join(' OR ');
  return `(${marked}) NOT (${ANYWHERE} : (${unwanted}))`;
}

function termExpression(
  { words, isExact, isPrefix }: Term,
  options: { spellings?: Spellings; synonyms?: Spellings; isUnfinishedOpen?: boolean },
): string {
  const [word = ''] = words;
  const { spellings, synonyms, isUnfinishedOpen = false } = options;
  const typed = `"${words.join(' ')}"`;
  const begun = isUnfinishedOpen ? UNFINISHED : `${typed} *`;
  const phrase = isPrefix ? begun : typed;
  const spelt = isExact || words.length > 1 ? undefined : spellings?.get(word);
  const meant = isExact ? undefined : synonyms?.get(words.join(' '));
  const all = new Set([phrase, ...[...(spelt ?? []), ...(meant ?? [])].map(quoted)]);
  return all.size === 1 ? phrase : `(${[...all].join(' OR ')})`;
}

const quoted = (word: string): string => `"${word}"`;
