import type { ParsedQuery, Term } from './parse-query.ts';

/** Words that stand for a query's words besides themselves, by the word: other spellings. */
export type Spellings = ReadonlyMap<string, readonly string[]>;

/** Marks are not text: nobody finds a video by them. */
const ANYWHERE = '- {marks}';

/**
 * FTS5's expression for all of `query`'s terms, and none of those excluded, in a document that has all `marks`. Words are
 * made of letters and digits alone and stand in quotes, so nothing that was typed is read as syntax.
 * `null` when there is nothing to look for.
 */
export function matchExpression(
  query: ParsedQuery,
  options: { column?: 'title'; spellings?: Spellings; marks?: readonly string[]; anyOf?: boolean } = {},
): string | null {
  if (query.terms.length === 0) return null;
  const { column, spellings = new Map(), marks = [], anyOf = false } = options;
  const wanted = query.terms.map((term) => termExpression(term, spellings)).join(anyOf ? ' OR ' : ' AND ');
  const scoped = `${column === undefined ? ANYWHERE : `{${column}}`} : (${wanted})`;
  const marked = [scoped, ...marks.map((mark) => `{marks} : "${mark}"`)].join(' AND ');
  if (query.excluded.length === 0) return marked;
  const unwanted = query.excluded.map((term) => termExpression(term, new Map())).join(' OR ');
  return `(${marked}) NOT (${ANYWHERE} : (${unwanted}))`;
}

function termExpression({ words, isExact, isPrefix }: Term, spellings: Spellings): string {
  const phrase = `"${words.join(' ')}"${isPrefix ? ' *' : ''}`;
  const others = isExact || words.length > 1 ? [] : (spellings.get(words[0] ?? '') ?? []);
  if (others.length === 0) return phrase;
  return `(${[phrase, ...others.map((word) => `"${word}"`)].join(' OR ')})`;
}
