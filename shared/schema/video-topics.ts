import { customType, integer, sqliteTable } from 'drizzle-orm/sqlite-core';
import { time } from './columns.ts';
import { searchDocuments } from './search.ts';

/** How many numbers say what a video is about. The column's type and its index have the same. */
export const TOPIC_DIMENSIONS = 64;

/** A vector of libSQL, a byte for each number; written with `vector8(…)`. */
const vector = customType<{ data: ArrayBuffer }>({ dataType: () => `F8_BLOB(${TOPIC_DIMENSIONS})` });

/**
 * What videos are about, by the words of their documents. Its migration makes `video_topics_near`, the index that
 * `vector_top_k` looks through, which drizzle cannot say.
 */
export const videoTopics = sqliteTable('video_topics', {
  /** Never given twice: libSQL's index may lead to a vector that is gone, and would take the next one of that number for it. */
  id: integer('id').primaryKey({ autoIncrement: true }),
  docid: integer('docid')
    .notNull()
    .unique('video_topics_docid')
    .references(() => searchDocuments.docid, { onDelete: 'cascade' }),
  topic: vector('topic').notNull(),
});

/** Up to which document, in the order of their indexing, `video_topics` has followed; one row. */
export const topicProgress = sqliteTable('topic_progress', {
  id: integer('id').primaryKey(),
  indexedAt: time('indexed_at').notNull(),
  docid: integer('docid').notNull(),
});
