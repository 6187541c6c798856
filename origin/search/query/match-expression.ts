import type { ParsedQuery, Term } from './parse-query.ts';

/** Words that stand for a query's words besides themselves, by the word: other spellings. */
export type Spellings = ReadonlyMap<string, readonly string[]>;

/** What to look for instead of a word's beginning: whole words that begin so. By the beginning. */
export type Beginnings = ReadonlyMap<string, readonly string[]>;

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
    beginnings?: Beginnings;
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
  { spellings, synonyms, beginnings }: { spellings?: Spellings; synonyms?: Spellings; beginnings?: Beginnings },
): string {
  const [word = ''] = words;
  const longer = isPrefix ? beginnings?.get(word) : undefined;
  const phrase = `"${words.join(' ')}"${isPrefix && longer === undefined ? ' *' : ''}`;
  const spelt = isExact || words.length > 1 ? undefined : spellings?.get(word);
  const meant = isExact ? undefined : synonyms?.get(words.join(' '));
  const all = new Set([phrase, ...[...(longer ?? []), ...(spelt ?? []), ...(meant ?? [])].map(quoted)]);
  return all.size === 1 ? phrase : `(${[...all].join(' OR ')})`;
}

const quoted = (word: string): string => `"${word}"`;
