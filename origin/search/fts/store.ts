import { type SQL, sql } from 'drizzle-orm';
import * as z from 'zod';
import type { Database } from '../../../platform/database.ts';
import { searchDocuments, searchWordParts, searchWords } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { documentKinds, indexedWords, type SearchDocument } from '../search-document.ts';
import type { Found } from '../search-engine.ts';
import { inJson, type Subject } from '../store.ts';
import { wordParts } from '../typos/word-parts.ts';

export type FtsStore = ReturnType<typeof createFtsStore>;
/** One reading of the index: the newest `limit` documents that match. */
export type Reading = { expression: string; limit: number };

const WORDS_AT_ONCE = 5_000;
/** Of words that share parts: no more are looked at. */
const MAX_LIKE = 5_000;

const foundSchema = z.array(
  z.tuple([z.enum(documentKinds), z.string()]).transform(([kind, subjectId]) => ({ kind, subjectId })),
);
const countedSchema = z.array(z.tuple([z.string(), z.number()]));

type DocumentRow = typeof searchDocuments.$inferSelect;
type Words = Pick<DocumentRow, 'titleWords' | 'tagWords' | 'channelWords'>;

/** `reads`: the same database for what only reads. */
export function createFtsStore(db: Database, reads: Database = db) {
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
      readings: readonly Reading[],
      publishedSince: Date | null,
      words: readonly string[],
    ): Promise<{ subjects: Subject[]; documentsWith: Map<string, number>; documentCount: number }> {
      const hits = sql.join(
        readings.map((reading) => readingSql(reading, publishedSince)),
        sql` union `,
      );
      // As one text each: a value for every column of every row costs more than reading them does.
      const { kind, subjectId, docid } = searchDocuments;
      const found = sql`select json_group_array(json_array(${kind}, ${subjectId})) from ${searchDocuments}
        where ${docid} in (${readings.length === 0 ? sql`select 0` : hits})`;
      const counted = sql`select json_group_array(json_array(${searchWords.word}, ${searchWords.documentCount}))
        from ${searchWords} where ${inJson(searchWords.word, words)}`;
      const answer = await reads.get<{ found: string; counted: string; last: number }>(
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

    /** Words that may have been meant by one of `words`, with their numbers of documents; many are not, so measure them. */
    async wordsLike(words: readonly string[]): Promise<Map<string, number>> {
      const parts = words.flatMap(wordParts);
      if (parts.length === 0) return new Map();
      const { word, documentCount } = searchWords;
      const { rows } = await reads.get<{
        rows: string;
      }>(sql`select json_group_array(json_array(word, documents)) as rows
        from (select ${word} as word, ${documentCount} as documents from ${searchWords} where ${word} in (
          select ${searchWordParts.word} from ${searchWordParts} where ${inJson(searchWordParts.part, parts)} limit ${MAX_LIKE})
        )`);
      return new Map(countedSchema.parse(JSON.parse(rows)));
    },
  };
}

// Rows are read backwards from the newest, and no further than the limit: the cost does not grow with the catalogue.
function readingSql({ expression, limit }: Reading, publishedSince: Date | null): SQL {
  const since =
    publishedSince === null
      ? sql``
      : sql`and rowid >= (select coalesce(min(docid), 9e15) from search_documents where published_at >= ${publishedSince.getTime()})`;
  return sql`select * from (select rowid from search_index where search_index match ${expression} ${since}
    order by rowid desc limit ${limit})`;
}

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

const keyOf = ({ kind, subjectId }: Subject) => `${kind} ${subjectId}`;

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

function addWords(changes: Map<string, number>, { titleWords, tagWords, channelWords }: Words, by: 1 | -1): void {
  for (const word of new Set(`${titleWords} ${tagWords} ${channelWords}`.split(' ')))
    if (word !== '') changes.set(word, (changes.get(word) ?? 0) + by);
}

/** JSON of all parts of `words`, each with its word, in the order of the table. */
function partsOf(words: readonly string[]): string {
  const parts = words.flatMap((word) => wordParts(word).map((part): [string, string] => [part, word]));
  return JSON.stringify(parts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Returns how many words there were, at most `WORDS_AT_ONCE`. */
async function takeSomeApart(tx: Transaction): Promise<number> {
  const rows = await tx
    .select({ word: searchWords.word })
    .from(searchWords)
    // A literal, so that SQLite can use the partial index.
    .where(sql`${searchWords.isTakenApart} = 0`)
    .orderBy(searchWords.word)
    .limit(WORDS_AT_ONCE);
  if (rows.length === 0) return 0;
  const words = rows.map(({ word }) => word);
  await tx.run(sql`insert or ignore into search_word_parts (part, word)
    select value ->> 0, value ->> 1 from json_each(${partsOf(words)})`);
  await tx.update(searchWords).set({ isTakenApart: true }).where(inJson(searchWords.word, words));
  return rows.length;
}

/** Keeps the vocabulary: words of no document go. New ones are whole until they are taken apart. */
async function changeWords(tx: Transaction, changes: ReadonlyMap<string, number>): Promise<void> {
  const changed = [...changes].filter(([, by]) => by !== 0);
  if (changed.length === 0) return;
  const counted = await tx
    .insert(searchWords)
    .select(
      // `true` keeps SQLite from reading ON as a join's.
      sql`select value ->> 0, value ->> 1, 0 from json_each(${JSON.stringify(changed)}) where true`,
    )
    .onConflictDoUpdate({
      target: searchWords.word,
      set: { documentCount: sql`${searchWords.documentCount} + excluded.document_count` },
    })
    .returning();
  const gone = counted.filter((row) => row.documentCount <= 0);
  if (gone.length === 0) return;
  await tx.run(sql`delete from search_word_parts
    where (part, word) in (select value ->> 0, value ->> 1 from json_each(${partsOf(gone.map(({ word }) => word))}))`);
  await tx.delete(searchWords).where(
    inJson(
      searchWords.word,
      gone.map(({ word }) => word),
    ),
  );
}
