import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { searchDocuments, searchWordParts, searchWords } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { fixedStatement, fixedStatements } from '../fixed-text/store.ts';
import { documentsAsText, indexVersion, readDocuments, shownDocumentsAsText } from '../living/store.ts';
import { type IndexedWords, indexedWords, marks, type SearchDocument } from '../search-document.ts';
import type { Found } from '../search-engine.ts';
import { inJson, keyOf, type Subject } from '../store.ts';
import { wordParts } from '../typos/word-parts.ts';
import { type HitsShape, type HowToRead, hitsShape, hitsValues, type Reading, withHits } from './hits/store.ts';
import { mergeSegments } from './segments/store.ts';
import { addWords, changeWords, takeWordsApart } from './vocabulary/store.ts';

export type FtsStore = ReturnType<typeof createFtsStore>;
/** A word of the index, with the number of its documents. */
export type WordLike = { other: string; documents: number };

/** Of words that share parts: no more are looked at. */
const MAX_LIKE = 5_000;

const foundSql = fixedStatements<
  HitsShape & { areSomeShown: boolean },
  { found: string; counted: string; last: number; version: number }
>(({ areSomeShown, ...shape }) => {
  // CROSS JOIN keeps the order: one look-up for each hit.
  const [isHit, hits] = [sql`${searchDocuments.docid} = hits.docid`, sql`hits cross join`];
  const areFew = sql`hits.total <= ${sql.placeholder('shownUpTo')}`;
  const documents = areSomeShown ? shownDocumentsAsText(isHit, hits, areFew) : documentsAsText(isHit, hits);
  // The highest number that was given is nearly their count, and found without counting.
  return sql`${withHits(shape)}
    select (${shape.readings.length > 0 ? documents : sql`'[]'`}) as found,
    (select json_group_array(json_array(word, document_count)) from search_words
      where word in (select value from json_each(${sql.placeholder('words')}))) as counted,
    (select coalesce(max(docid), 0) from search_documents) as last, (${indexVersion}) as version`;
});

// CROSS JOIN keeps the order: one look-up for each part, and one for each word that has it.
const likeSql = fixedStatement<{ rows: string }>(sql`
  select json_group_array(json_array(near.typed, ${searchWords.word}, ${searchWords.documentCount})) as rows from (
    select distinct j.value ->> 0 as typed, p.word as word
    from json_each(${sql.placeholder('parts')}) j cross join ${searchWordParts} p where p.part = j.value ->> 1
    limit ${MAX_LIKE}
  ) near cross join ${searchWords} where ${searchWords.word} = near.word`);

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

    /** Makes FTS5 look words up in one place instead of many. */
    compact: () => mergeSegments(db),

    async remove(subjects: readonly Subject[]): Promise<void> {
      if (subjects.length > 0) await db.transaction((tx) => removeDocuments(tx, subjects));
    },

    /**
     * What any of `readings` brings up, each document once, and in how many documents' titles, tags or channels each of
     * `words` stands: one exchange. Where no more than `shownUpTo` come up, what is shown of videos comes along.
     */
    async find(
      readings: readonly Reading[],
      asked: HowToRead & { words: readonly string[]; shownUpTo: number; now: Date },
    ): Promise<FtsFound> {
      const { shownUpTo, now } = asked;
      const answer = await foundSql({ ...hitsShape(readings, asked), areSomeShown: shownUpTo > 0 })(db, {
        ...hitsValues(readings, asked),
        ...{ words: JSON.stringify(asked.words), shownUpTo, nowMs: now.getTime() },
      });
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
      const asked = { publishedSince: null, words, unfinished: null, shownUpTo: 0, now: new Date(0) };
      const { documentsWith, documentCount, indexVersion } = await this.find([], asked);
      return { documentsWith, documentCount, indexVersion };
    },

    /** For each of `words`, those it may have been meant to be with at most so many mistakes; many were not, so measure them. */
    async wordsLike(words: readonly string[], mistakes: 1 | 2): Promise<Map<string, WordLike[]>> {
      const like = new Map<string, WordLike[]>();
      const parts = words.flatMap((word) => wordParts(word, mistakes).map((part) => [word, part]));
      if (parts.length === 0) return like;
      const { rows } = await likeSql(db, { parts: JSON.stringify(parts) });
      // as the statement makes them
      for (const [typed, other, documents] of JSON.parse(rows) as [string, string, number][]) {
        const known = like.get(typed);
        if (known) known.push({ other, documents });
        else like.set(typed, [{ other, documents }]);
      }
      return like;
    },
  };
}

type FtsFound = ReturnType<typeof readDocuments> & Pick<Found, 'documentsWith' | 'documentCount' | 'indexVersion'>;

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
