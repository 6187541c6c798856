import { type SQL, sql } from 'drizzle-orm';
import * as z from 'zod';
import type { Database } from '../../../platform/database.ts';
import { searchDocuments, searchWordParts, searchWords } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { documentsAsText, indexVersion, readDocuments } from '../living/store.ts';
import { UNFINISHED } from '../query/match-expression.ts';
import { type IndexedWords, indexedWords, marks, type SearchDocument } from '../search-document.ts';
import type { Found } from '../search-engine.ts';
import { inJson, keyOf, type Subject } from '../store.ts';
import { wordParts } from '../typos/word-parts.ts';
import { addWords, changeWords, takeWordsApart } from './vocabulary/store.ts';

export type FtsStore = ReturnType<typeof createFtsStore>;
/**
 * One reading of the index: the newest `limit` documents that match. `isNarrower`: all of these match the first reading
 * as well, so it is needed only where that one stops at its limit. `isPopular`: only the most watched are looked through.
 */
export type Reading = { expression: string; limit: number; isNarrower?: boolean; isPopular?: boolean };

/** A word of the index, with the number of its documents. */
export type WordLike = { other: string; documents: number };

/** Sorts after everything that begins with what stands before it. */
const AFTER_ALL = '\u{10ffff}';
/** Of words that share parts or a beginning: no more are looked at. */
const MAX_LIKE = 5_000;
/** Of so many documents it costs more to put the lists of all words together than to look for the commonest one by one. */
const COSTLY_DOCUMENTS = 2_000;
const MAX_BEGINNING_SO = 20;

const likeSchema = z.array(z.tuple([z.string(), z.string(), z.number()]));

export function createFtsStore(db: Database) {
  return {
    /**
     * Makes or renews documents, oldest first; those that would be as they are stay. What is indexed of them is settled at
     * once, before `isTurn` says that it may be written.
     */
    async index(documents: readonly SearchDocument[], now: Date, isTurn?: Promise<void>): Promise<void> {
      const prepared = documents.map((document) => ({ document, words: indexedWords(document) }));
      await isTurn;
      if (prepared.length > 0) await db.transaction((tx) => indexDocuments(tx, prepared, now));
    },

    /** Makes words that are new findable by other spellings. */
    takeWordsApart: () => takeWordsApart(db),

    async remove(subjects: readonly Subject[]): Promise<void> {
      if (subjects.length > 0) await db.transaction((tx) => removeDocuments(tx, subjects));
    },

    /**
     * What any of `readings` brings up, each document once, and in how many documents' titles, tags or channels each of
     * `words` stands: one exchange. `publishedSince` leaves older ones out; `unfinished` is the word for which readings
     * have `UNFINISHED`.
     */
    async find(
      readings: readonly Reading[],
      asked: { publishedSince: Date | null; words: readonly string[]; unfinished: string | null; now: Date },
    ): Promise<FtsFound> {
      const { docid } = searchDocuments;
      const counted = sql`select json_group_array(json_array(word, document_count)) from search_words
        where word in (select value from json_each(${JSON.stringify(asked.words)}))`;
      const documents = documentsAsText(sql`${docid} in (${hitsSql(readings, asked)})`, asked.now);
      const answer = await db.get<{ found: string; counted: string; last: number; version: number }>(
        // The highest number that was given is nearly their count, and found without counting.
        sql`select (${readings.length > 0 ? documents : sql`'[]'`}) as found, (${counted}) as counted,
          (select coalesce(max(docid), 0) from search_documents) as last, (${indexVersion}) as version`,
      );
      return {
        ...readDocuments(answer.found),
        documentsWith: new Map(JSON.parse(answer.counted) as [string, number][]), // as `counted` makes them
        documentCount: answer.last,
        indexVersion: answer.version,
      };
    },

    /** In how many documents' titles, tags or channels each of `words` stands, and about how many documents there are. */
    async countWords(
      words: readonly string[],
    ): Promise<Pick<Found, 'documentsWith' | 'documentCount' | 'indexVersion'>> {
      const asked = { publishedSince: null, words, unfinished: null, now: new Date(0) };
      const { documentsWith, documentCount, indexVersion } = await this.find([], asked);
      return { documentsWith, documentCount, indexVersion };
    },

    /** For each of `words`, those it may have been meant to be with at most so many mistakes; many were not, so measure them. */
    async wordsLike(words: readonly string[], mistakes: 1 | 2): Promise<Map<string, WordLike[]>> {
      const like = new Map<string, WordLike[]>();
      const parts = words.flatMap((word) => wordParts(word, mistakes).map((part) => [word, part]));
      if (parts.length === 0) return like;
      // CROSS JOIN keeps the order: one look-up for each part, and one for each word that has it.
      const { rows } = await db.get<{ rows: string }>(sql`
        select json_group_array(json_array(near.typed, ${searchWords.word}, ${searchWords.documentCount})) as rows from (
          select distinct j.value ->> 0 as typed, p.word as word
          from json_each(${JSON.stringify(parts)}) j cross join ${searchWordParts} p where p.part = j.value ->> 1
          limit ${MAX_LIKE}
        ) near cross join ${searchWords} where ${searchWords.word} = near.word`);
      for (const [typed, other, documents] of likeSchema.parse(JSON.parse(rows))) {
        const known = like.get(typed);
        if (known) known.push({ other, documents });
        else like.set(typed, [{ other, documents }]);
      }
      return like;
    },
  };
}

type FtsFound = ReturnType<typeof readDocuments> & Pick<Found, 'documentsWith' | 'documentCount' | 'indexVersion'>;

function hitsSql(
  [first, ...others]: readonly Reading[],
  { publishedSince, unfinished }: { publishedSince: Date | null; unfinished: string | null },
): SQL {
  if (!first) return sql`select 0`;
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
  const further = others.map((other) => {
    const expression = expressionOf(other);
    // FTS5 reads nothing for an empty phrase.
    const needed =
      other.isNarrower === true
        ? sql`iif((select count(*) from first) < ${first.limit}, '""', ${expression})`
        : expression;
    return sql`select docid from (${reading(other, needed)})`;
  });
  const beginning = unfinished === null ? sql`` : sql`beginning as materialized (${beginningSql(unfinished)}),`;
  return sql`with ${beginning} first as materialized (${reading(first, expressionOf(first))})
    ${sql.join([sql`select docid from first`, ...further], sql` union `)}`;
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

type Prepared = { document: SearchDocument; words: IndexedWords };

async function indexDocuments(tx: Transaction, documents: readonly Prepared[], now: Date): Promise<void> {
  const known = await findDocuments(
    tx,
    documents.map(({ document }) => document),
  );
  const fresh = documents.filter(({ document, words }) => known.get(keyOf(document))?.contentHash !== words.hash);
  if (fresh.length === 0) return;

  const before = fresh.flatMap(({ document }) => known.get(keyOf(document)) ?? []);
  const changes = await wordsLost(tx, before);
  for (const { words } of fresh)
    addWords(changes, { titleWords: words.title, tagWords: words.tags, channelWords: words.channel }, 1);
  const values = fresh.map(({ document: { kind, subjectId, publishedAt }, words }) => [
    ...[kind, subjectId, words.title, words.tags, words.channel, publishedAt.getTime(), words.hash, now.getTime()],
  ]);
  const rows = await tx
    .insert(searchDocuments)
    // A parameter for each column of each row would cost more than writing them does.
    .select(
      sql`select null, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
        from json_each(${JSON.stringify(values)}) where true`,
    )
    .onConflictDoUpdate({
      target: [searchDocuments.kind, searchDocuments.subjectId],
      set: {
        titleWords: sql`excluded.title_words`,
        tagWords: sql`excluded.tag_words`,
        channelWords: sql`excluded.channel_words`,
        publishedAt: sql`excluded.published_at`,
        contentHash: sql`excluded.content_hash`,
        indexedAt: sql`excluded.indexed_at`,
      },
    })
    .returning({ docid: searchDocuments.docid, kind: searchDocuments.kind, subjectId: searchDocuments.subjectId });
  const docids = new Map(rows.map((row) => [keyOf(row), row.docid]));
  const indexed = fresh.map(({ document, words }) => [
    ...[docids.get(keyOf(document)), words.title, words.tags, words.channel],
    ...[words.description, words.captions, words.marks],
  ]);
  await addToIndex(tx, 'search_index', indexed);
  await addToIndex(
    tx,
    'search_popular',
    indexed.filter((_, at) => fresh[at]?.document.marks.includes(marks.popular)),
  );
  await changeWords(tx, changes);
}

async function removeDocuments(tx: Transaction, subjects: readonly Subject[]): Promise<void> {
  const known = [...(await findDocuments(tx, subjects)).values()];
  if (known.length === 0) return;
  const changes = await wordsLost(tx, known);
  const docids = known.map(({ docid }) => docid);
  await tx.delete(searchDocuments).where(inJson(searchDocuments.docid, docids));
  await changeWords(tx, changes);
}

type Known = Pick<typeof searchDocuments.$inferSelect, 'docid' | 'kind' | 'subjectId' | 'contentHash'>;

async function findDocuments(tx: Transaction, subjects: readonly Subject[]): Promise<Map<string, Known>> {
  const keys = JSON.stringify(subjects.map(({ kind, subjectId }) => [kind, subjectId]));
  const { docid, kind, subjectId, contentHash } = searchDocuments;
  const rows = await tx
    .select({ docid, kind, subjectId, contentHash })
    .from(searchDocuments)
    .where(sql`(${kind}, ${subjectId}) in (select value ->> 0, value ->> 1 from json_each(${keys}))`);
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** Takes what is indexed of documents out of the index; returns in how many documents fewer each of their words stands. */
async function wordsLost(tx: Transaction, documents: readonly Known[]): Promise<Map<string, number>> {
  const changes = new Map<string, number>();
  if (documents.length === 0) return changes;
  const docids = documents.map(({ docid }) => docid);
  const { titleWords, tagWords, channelWords } = searchDocuments;
  const before = await tx
    .select({ titleWords, tagWords, channelWords })
    .from(searchDocuments)
    .where(inJson(searchDocuments.docid, docids));
  for (const words of before) addWords(changes, words, -1);
  const gone = sql`rowid in (select value from json_each(${JSON.stringify(docids)}))`;
  await tx.run(sql`delete from search_index where ${gone}`);
  await tx.run(sql`delete from search_popular where ${gone}`);
  return changes;
}

async function addToIndex(
  tx: Transaction,
  index: 'search_index' | 'search_popular',
  rows: readonly unknown[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(sql`insert into ${sql.raw(index)} (rowid, title, tags, channel, description, captions, marks)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
    from json_each(${JSON.stringify(rows)})`);
}
