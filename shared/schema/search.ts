import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { SearchRules } from '../contracts/search-rules.ts';
import { time } from './columns.ts';

// The full-text index itself, `search_index`, is a virtual table (FTS5) that only its migration and
// origin/search/fts/store.ts know; its rows are these documents, by `docid`.

/** What can be found, as the search index has it. Who may see it is asked of the living rows, never of these. */
export const searchDocuments = sqliteTable(
  'search_documents',
  {
    /** Grows with the order of publishing, so that the newest are read first. */
    docid: integer('docid').primaryKey({ autoIncrement: true }),
    kind: text('kind', { enum: ['video', 'channel', 'playlist'] }).notNull(),
    subjectId: text('subject_id').notNull(),
    /** Folded words with single spaces, for ranking. */
    titleWords: text('title_words').notNull(),
    tagWords: text('tag_words').notNull(),
    channelWords: text('channel_words').notNull(),
    publishedAt: time('published_at').notNull(),
    /** Of everything that was indexed: equal hashes, nothing to do. */
    contentHash: text('content_hash').notNull(),
    indexedAt: time('indexed_at').notNull(),
  },
  (table) => [
    uniqueIndex('search_documents_subject').on(table.kind, table.subjectId),
    index('search_documents_published').on(table.publishedAt),
    // Within the same moment by `docid`: for whoever follows what is indexed.
    index('search_documents_indexed').on(table.indexedAt),
  ],
);

/** Words of titles, tags and channels, with the number of documents that have them. */
export const searchWords = sqliteTable(
  'search_words',
  {
    word: text('word').primaryKey(),
    documentCount: integer('document_count').notNull(),
    /** Its parts are in `search_word_parts`. */
    isTakenApart: integer('is_taken_apart', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [index('search_words_whole').on(table.word).where(sql`${table.isTakenApart} = 0`)],
);

/**
 * Words by what is left of them with letters left out: words with a common part are spelt alike. Its migration makes it
 * WITHOUT ROWID: it is the largest of these tables, and one tree is enough.
 */
export const searchWordParts = sqliteTable(
  'search_word_parts',
  { part: text('part').notNull(), word: text('word').notNull() },
  (table) => [primaryKey({ columns: [table.part, table.word] })],
);

/** How far along the change feed the index of each engine is. */
export const searchProgress = sqliteTable('search_progress', {
  id: integer('id').primaryKey(),
  /** Of the newest change that is in the index. */
  changeSeq: integer('change_seq').notNull(),
  /** Documents made by older code are made anew. */
  format: integer('format').notNull(),
});

/** What people searched for and found, by its folded words; shown to others once enough different people asked. */
export const searchPastQueries = sqliteTable('search_past_queries', {
  words: text('words').primaryKey(),
  /** As it was first typed. */
  shown: text('shown').notNull(),
  people: integer('people').notNull().default(0),
});

/** Who asked for it lately, as a keyed hash that changes every month; it only serves to count people once. */
export const searchAskers = sqliteTable(
  'search_askers',
  {
    words: text('words').notNull(),
    asker: text('asker').notNull(),
    askedAt: time('asked_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.words, table.asker] }), index('search_askers_time').on(table.askedAt)],
);

/** Which results people chose for what they searched for, by its folded words; weighs once enough different people did. */
export const searchChoices = sqliteTable(
  'search_choices',
  {
    words: text('words').notNull(),
    kind: text('kind', { enum: ['video', 'channel', 'playlist'] }).notNull(),
    subjectId: text('subject_id').notNull(),
    people: integer('people').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.words, table.kind, table.subjectId] }),
    index('search_choices_people').on(table.words, table.people),
    index('search_choices_most').on(table.people),
  ],
);

/** Who chose it lately, as a keyed hash that changes every month; it only serves to count people once. */
export const searchChoosers = sqliteTable(
  'search_choosers',
  {
    words: text('words').notNull(),
    kind: text('kind', { enum: ['video', 'channel', 'playlist'] }).notNull(),
    subjectId: text('subject_id').notNull(),
    chooser: text('chooser').notNull(),
    /** Where it stood; 1 is the first result. */
    position: integer('position').notNull(),
    chosenAt: time('chosen_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.words, table.kind, table.subjectId, table.chooser] }),
    index('search_choosers_time').on(table.chosenAt),
  ],
);

/** What operators say of searches: one row. */
export const searchRules = sqliteTable('search_rules', {
  id: integer('id').primaryKey(),
  rules: text('rules', { mode: 'json' }).$type<SearchRules>().notNull(),
  updatedAt: time('updated_at').notNull(),
});
