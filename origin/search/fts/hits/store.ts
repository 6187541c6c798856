import { type SQL, sql } from 'drizzle-orm';
import { UNFINISHED } from '../../query/match-expression.ts';

/**
 * One reading of the index: the newest `limit` documents that match. `isNarrower`: all of these match the first reading
 * as well, so it is needed only where that one stops at its limit. `isPopular`: only the most watched are looked through.
 * `limitBesideNarrower`: so many are enough of the first reading where the one after it stops at its limit too.
 */
export type Reading = {
  expression: string;
  limit: number;
  limitBesideNarrower?: number;
  isNarrower?: boolean;
  isPopular?: boolean;
};
/** `publishedSince` leaves older ones out; `unfinished` is the word for which readings have `UNFINISHED`. */
export type HowToRead = { publishedSince: Date | null; unfinished: string | null };

/** Sorts after everything that begins with what stands before it. */
const AFTER_ALL = '\u{10ffff}';
/** Of words that begin alike: no more are looked at. */
const MAX_LIKE = 5_000;
/** Of so many documents it costs more to put the lists of all words together than to look for the commonest one by one. */
const COSTLY_DOCUMENTS = 2_000;
const MAX_BEGINNING_SO = 20;

/** The beginning of a statement that reads from `hits`, a table of the `docid` of each document that a reading brings up. */
export function withHits(first: Reading, others: readonly Reading[], { publishedSince, unfinished }: HowToRead): SQL {
  const since =
    publishedSince === null
      ? sql``
      : sql`and rowid >= (select coalesce(min(docid), 9e15) from search_documents where published_at >= ${publishedSince.getTime()})`;
  const expressionOf = ({ expression }: Reading) =>
    unfinished === null
      ? sql`${expression}`
      : sql`replace(${expression}, ${UNFINISHED}, (select expression from beginning))`;
  // Rows are read backwards from the newest, and no further than the limit: the cost does not grow with the catalogue.
  const reading = ({ limit, isPopular = false }: Reading, expression: SQL): SQL => {
    const index = sql.raw(isPopular ? 'search_popular' : 'search_index');
    return sql`select rowid as docid from ${index} where ${index} match ${expression} ${since} order by rowid desc limit ${limit}`;
  };
  const beginning = unfinished === null ? [] : [sql`beginning as materialized (${beginningSql(unfinished)})`];
  const further = others.map((other, at) => {
    const expression = expressionOf(other);
    // FTS5 reads nothing for an empty phrase.
    const needed =
      other.isNarrower === true
        ? sql`iif((select count(*) from first) < ${first.limit}, '""', ${expression})`
        : expression;
    return { name: sql.raw(`further${at}`), rows: reading(other, needed) };
  });
  const [second] = others;
  const ofFirst =
    second && first.limitBesideNarrower !== undefined
      ? sql`select docid from (select docid from first order by docid desc
          limit iif((select count(*) from further0) < ${second.limit}, ${first.limit}, ${first.limitBesideNarrower}))`
      : sql`select docid from first`;
  const tables = [
    ...beginning,
    sql`first as materialized (${reading(first, expressionOf(first))})`,
    ...further.map(({ name, rows }) => sql`${name} as materialized (${rows})`),
    sql`hits as materialized (${sql.join([ofFirst, ...further.map(({ name }) => sql`select docid from ${name}`)], sql` union `)})`,
  ];
  return sql`with ${sql.join(tables, sql`, `)}`;
}

/** What to look for in place of `word *`: the commonest words that begin so, unless FTS5 finds all of them as cheaply. */
const beginningSql = (word: string): SQL => sql`
  select iif(coalesce(sum(documents), 0) < ${COSTLY_DOCUMENTS}, ${`"${word}" *`},
    ${`("${word}" OR "`} || group_concat(word, '" OR "') || '")') as expression
  from (
    select word, documents from (
      select word, document_count as documents from search_words
      where word >= ${word} and word < ${`${word}${AFTER_ALL}`} limit ${MAX_LIKE}
    ) order by documents desc limit ${MAX_BEGINNING_SO})`;
