import { type SQL, sql } from 'drizzle-orm';
import { UNFINISHED } from '../../query/match-expression.ts';

/**
 * One reading of the index: the newest `limit` documents that match. `isNarrower`: all of these match the first reading
 * as well, so it is needed only where that one stops at its limit. `isPopular`: only the most watched are looked through.
 * Where the second reading stops at its limit too, `limitBesideNarrower` are enough of the first one, and one that
 * `followsSecond` looks for what the second does.
 */
export type Reading = {
  expression: string;
  limit: number;
  limitBesideNarrower?: number;
  isNarrower?: boolean;
  isPopular?: boolean;
  followsSecond?: boolean;
};
/** `publishedSince` leaves older ones out; `unfinished` is the word for which readings have `UNFINISHED`. */
export type HowToRead = { publishedSince: Date | null; unfinished: string | null };

type Shape = Omit<Reading, 'expression'>;
/** All of that which the text of a statement depends on. */
export type HitsShape = { readings: Shape[]; isSince: boolean; isUnfinished: boolean };

export const hitsShape = (readings: readonly Reading[], { publishedSince, unfinished }: HowToRead): HitsShape => ({
  readings: readings.map(({ expression: _, ...shape }) => shape),
  isSince: publishedSince !== null,
  isUnfinished: unfinished !== null,
});

/** The rest, by the names of the placeholders. */
export const hitsValues = (
  readings: readonly Reading[],
  { publishedSince, unfinished }: HowToRead,
): Record<string, unknown> => ({
  ...Object.fromEntries(readings.map(({ expression }, at) => [`expression${at}`, expression])),
  ...(publishedSince === null ? {} : { sinceMs: publishedSince.getTime() }),
  ...(unfinished === null
    ? {}
    : {
        ...{ beginning: unfinished, afterBeginning: `${unfinished}${AFTER_ALL}` },
        ...{ allBegunSo: `"${unfinished}" *`, orBegunSo: `("${unfinished}" OR "` },
      }),
});

/** Sorts after everything that begins with what stands before it. */
const AFTER_ALL = '\u{10ffff}';
/** Of words that begin alike: no more are looked at. */
const MAX_LIKE = 5_000;
/** Of so many documents it costs more to put the lists of all words together than to look for the commonest one by one. */
const COSTLY_DOCUMENTS = 2_000;
const MAX_BEGINNING_SO = 20;

/**
 * The beginning of a statement that reads from `hits`: the `docid` of each document that a reading brings up, and their
 * `total`, in which those of several readings count several times. It is a chain of tables of one row, each named once
 * and with one more list than the one before: SQLite works through all of a table's text wherever it is named.
 */
export function withHits({ readings, isSince, isUnfinished }: HitsShape): SQL {
  const [first, ...others] = readings;
  if (!first) return sql``;
  const [second] = others;
  const since = isSince
    ? sql`and rowid >= (select coalesce(min(docid), 9e15) from search_documents where published_at >= ${sql.placeholder('sinceMs')})`
    : sql``;
  const expressionOf = (at: number): SQL => {
    const expression = sql`${sql.placeholder(`expression${at}`)}`;
    return isUnfinished ? sql`replace(${expression}, ${UNFINISHED}, expression)` : expression;
  };
  // Rows are read backwards from the newest, and no further than the limit: the cost does not grow with the catalogue. The
  // list keeps their order.
  const newest = ({ limit, isPopular = false }: Shape, expression: SQL): SQL => {
    const index = sql.raw(isPopular ? 'search_popular' : 'search_index');
    return sql`(select json_group_array(docid) from (select rowid as docid from ${index}
      where ${index} match ${expression} ${since} order by rowid desc limit ${literal(limit)}))`;
  };
  const isFull = (list: number, { limit }: Shape): SQL =>
    sql`json_array_length(list${literal(list)}) = ${literal(limit)}`;
  const further = others.map((other, before) => {
    const at = before + 1;
    const wanted =
      other.followsSecond && second
        ? sql`iif(${isFull(1, second)}, ${expressionOf(1)}, ${expressionOf(at)})`
        : expressionOf(at);
    const list = newest(other, wanted);
    const needed = other.isNarrower ? sql`iif(${isFull(0, first)}, ${list}, '[]')` : list;
    return sql`further${literal(at)} as materialized (
      select *, ${needed} as list${literal(at)} from ${sql.raw(before === 0 ? 'first' : `further${before}`)})`;
  });
  const lists = readings.map((_, at) => sql`json(list${literal(at)})`);
  const total = readings.map((_, at) => sql`json_array_length(list${literal(at)})`);
  const { limitBesideNarrower } = first;
  const isEnough =
    second && limitBesideNarrower !== undefined
      ? sql`where list.key > 0 or one.key < iif(${isFull(1, second)}, ${literal(limitBesideNarrower)}, ${literal(first.limit)})`
      : sql``;
  const tables = [
    ...(isUnfinished ? [sql`beginning as materialized (${beginningSql})`] : []),
    isUnfinished
      ? sql`first as materialized (select expression, ${newest(first, expressionOf(0))} as list0 from beginning)`
      : sql`first as materialized (select ${newest(first, expressionOf(0))} as list0)`,
    ...further,
    sql`hits as materialized (select distinct one.value as docid, ${sql.join(total, sql` + `)} as total
      from ${sql.raw(others.length === 0 ? 'first' : `further${others.length}`)},
        json_each(json_array(${sql.join(lists, sql`, `)})) list, json_each(list.value) one ${isEnough})`,
  ];
  return sql`with ${sql.join(tables, sql`, `)}`;
}

/** A number that stands in the text. */
const literal = (value: number): SQL => sql.raw(String(value));

/** What to look for in place of `word *`: the commonest words that begin so, unless FTS5 finds all of them as cheaply. */
const beginningSql = sql`
  select iif(coalesce(sum(documents), 0) < ${literal(COSTLY_DOCUMENTS)}, ${sql.placeholder('allBegunSo')},
    ${sql.placeholder('orBegunSo')} || group_concat(word, '" OR "') || '")') as expression
  from (
    select word, documents from (
      select word, document_count as documents from search_words
      where word >= ${sql.placeholder('beginning')} and word < ${sql.placeholder('afterBeginning')} limit ${literal(MAX_LIKE)}
    ) order by documents desc limit ${literal(MAX_BEGINNING_SO)})`;
