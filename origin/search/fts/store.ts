import { type SQL, sql } from 'drizzle-orm';
import * as z from 'zod';
import type { Database } from '../../../platform/database.ts';
import { searchDocuments, searchWordParts, searchWords } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { documentKinds, indexedWords, type SearchDocument } from '../search-document.ts';
import type { Found } from '../search-engine.ts';
import { inJson, keyOf, type Subject } from '../store.ts';
import { wordParts } from '../typos/word-parts.ts';
import { addWords, changeWords, takeSomeApart, WORDS_AT_ONCE } from './vocabulary/store.ts';

export type FtsStore = ReturnType<typeof createFtsStore>;
/**
 * One reading of the index: the newest `limit` documents that match. `isNarrower`: all of these match the first reading
 * as well, so it is needed only where that one stops at its limit.
 */
export type Reading = { expression: string; limit: number; isNarrower?: boolean };

/** A word of the index, with the number of its documents. */
export type WordLike = { other: string; documents: number };

/** Sorts after everything that begins with what stands before it. */
const AFTER_ALL = '\u{10ffff}';
/** Of words that share parts or a beginning: no more are looked at. */
const MAX_LIKE = 5_000;

const foundSchema = z.array(
  z.tuple([z.enum(documentKinds), z.string()]).transform(([kind, subjectId]) => ({ kind, subjectId })),
);
const likeSchema = z.array(z.tuple([z.string(), z.string(), z.number()]));
const countedSchema = z.array(z.tuple([z.string(), z.number()]));

type DocumentRow = typeof searchDocuments.$inferSelect;

export function createFtsStore(db: Database) {
  return {
    /** Makes or renews documents, oldest first; those that would be as they are stay. */
    async index(documents: readonly SearchDocument[], now: Date): Promise<void> {
      if (documents.length > 0) await db.transaction((tx) => indexDocuments(tx, documents, now));
    },

    /** Makes words that are new findable by other spellings, in the order of the alphabet: neighbours have like parts. */
    async takeWordsApart(): Promise<void> {
      for (;;) {
        const taken = await db.transaction(takeSomeApart);
        if (taken < WORDS_AT_ONCE) return;
      }
    },

    async remove(subjects: readonly Subject[]): Promise<void> {
      if (subjects.length > 0) await db.transaction((tx) => removeDocuments(tx, subjects));
    },

    /**
     * What any of `readings` brings up, each document once; `publishedSince` leaves older ones out. And, in the same
     * exchange, in how many documents' titles, tags or channels each of `words` stands.
     */
    async find(
      [first, ...others]: readonly Reading[],
      publishedSince: Date | null,
      words: readonly string[],
    ): Promise<{ subjects: Subject[]; documentsWith: Map<string, number>; documentCount: number }> {
      const since = sinceSql(publishedSince);
      const hits = first
        ? sql`with first as materialized (${readingSql(sql`${first.expression}`, first.limit, since)}) ${sql.join(
            [
              sql`select docid from first`,
              ...others.map(({ expression, limit, isNarrower = false }) => {
                // FTS5 reads nothing for an empty phrase.
                const needed = isNarrower
                  ? sql`iif((select count(*) from first) < ${first.limit}, '""', ${expression})`
                  : sql`${expression}`;
                return sql`select docid from (${readingSql(needed, limit, since)})`;
              }),
            ],
            sql` union `,
          )}`
        : sql`select 0`;
      // As one text each: a value for every column of every row costs more than reading them does.
      const { kind, subjectId, docid } = searchDocuments;
      const found = sql`select json_group_array(json_array(${kind}, ${subjectId})) from ${searchDocuments}
        where ${docid} in (${hits})`;
      const counted = sql`select json_group_array(json_array(${searchWords.word}, ${searchWords.documentCount}))
        from ${searchWords} where ${inJson(searchWords.word, words)}`;
      const answer = await db.get<{ found: string; counted: string; last: number }>(
        // The highest number that was given is nearly their count, and found without counting.
        sql`select (${found}) as found, (${counted}) as counted, (select coalesce(max(${docid}), 0) from ${searchDocuments}) as last`,
      );
      return {
        subjects: foundSchema.parse(JSON.parse(answer.found)),
        documentsWith: new Map(countedSchema.parse(JSON.parse(answer.counted))),
        documentCount: answer.last,
      };
    },

    /** In how many documents' titles, tags or channels each of `words` stands, and about how many documents there are. */
    async countWords(words: readonly string[]): Promise<Pick<Found, 'documentsWith' | 'documentCount'>> {
      const { documentsWith, documentCount } = await this.find([], null, words);
      return { documentsWith, documentCount };
    },

    /** Words that begin with `text`, those of the most documents first, at most `limit`; of very many only the first are looked at. */
    async wordsBeginning(text: string, limit: number): Promise<WordLike[]> {
      const { word, documentCount } = searchWords;
      const { rows } = await db.get<{ rows: string }>(sql`
        select json_group_array(json_array(word, documents)) as rows from (
          select * from (
            select ${word} as word, ${documentCount} as documents from ${searchWords}
            where ${word} >= ${text} and ${word} < ${`${text}${AFTER_ALL}`} limit ${MAX_LIKE}
          ) order by documents desc limit ${limit})`);
      return countedSchema.parse(JSON.parse(rows)).map(([other, documents]) => ({ other, documents }));
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

const sinceSql = (publishedSince: Date | null): SQL =>
  publishedSince === null
    ? sql``
    : sql`and rowid >= (select coalesce(min(docid), 9e15) from search_documents where published_at >= ${publishedSince.getTime()})`;

// Rows are read backwards from the newest, and no further than the limit: the cost does not grow with the catalogue.
const readingSql = (expression: SQL, limit: number, since: SQL): SQL =>
  sql`select rowid as docid from search_index where search_index match ${expression} ${since}
    order by rowid desc limit ${limit}`;

async function indexDocuments(tx: Transaction, documents: readonly SearchDocument[], now: Date): Promise<void> {
  const known = await findDocuments(tx, documents);
  const fresh = documents.flatMap((document) => {
    const before = known.get(keyOf(document));
    const words = indexedWords(document);
    return before?.contentHash === words.hash ? [] : [{ document, before, words }];
  });
  if (fresh.length === 0) return;

  await removeFromIndex(
    tx,
    fresh.flatMap(({ before }) => (before ? [before.docid] : [])),
  );
  const rows = await tx
    .insert(searchDocuments)
    .values(
      fresh.map(({ document, words }) => ({
        kind: document.kind,
        subjectId: document.subjectId,
        titleWords: words.title,
        tagWords: words.tags,
        channelWords: words.channel,
        publishedAt: document.publishedAt,
        contentHash: words.hash,
        indexedAt: now,
      })),
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
  await tx.run(sql`insert into search_index (rowid, title, tags, channel, description, captions, marks)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
    from json_each(${JSON.stringify(indexed)})`);

  const changes = new Map<string, number>();
  for (const { before, words } of fresh) {
    if (before) addWords(changes, before, -1);
    addWords(changes, { titleWords: words.title, tagWords: words.tags, channelWords: words.channel }, 1);
  }
  await changeWords(tx, changes);
}

async function removeDocuments(tx: Transaction, subjects: readonly Subject[]): Promise<void> {
  const known = [...(await findDocuments(tx, subjects)).values()];
  if (known.length === 0) return;
  const docids = known.map(({ docid }) => docid);
  await removeFromIndex(tx, docids);
  await tx.delete(searchDocuments).where(inJson(searchDocuments.docid, docids));
  const changes = new Map<string, number>();
  for (const document of known) addWords(changes, document, -1);
  await changeWords(tx, changes);
}

async function findDocuments(tx: Transaction, subjects: readonly Subject[]): Promise<Map<string, DocumentRow>> {
  const keys = JSON.stringify(subjects.map(({ kind, subjectId }) => [kind, subjectId]));
  const rows = await tx
    .select()
    .from(searchDocuments)
    .where(
      sql`(${searchDocuments.kind}, ${searchDocuments.subjectId}) in (select value ->> 0, value ->> 1 from json_each(${keys}))`,
    );
  return new Map(rows.map((row) => [keyOf(row), row]));
}

async function removeFromIndex(tx: Transaction, docids: readonly number[]): Promise<void> {
  if (docids.length === 0) return;
  await tx.run(sql`delete from search_index where rowid in (select value from json_each(${JSON.stringify(docids)}))`);
}
