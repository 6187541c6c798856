import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { createdAt, updatedAt } from './columns.ts';
import { videos } from './videos.ts';

/** Captions of a video, one for each language; the text itself is an object. */
export const captions = sqliteTable(
  'captions',
  {
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    /** Canonical BCP 47; `und` only for what was found in the original. */
    language: text('language').notNull(),
    /** Who brought them: the creator, or the transcoder from the original. */
    source: text('source', { enum: ['upload', 'original'] }).notNull(),
    /** Of the object, hex; `null` once they are deleted, so that a set made before is known to be out of date. */
    sha256: text('sha256'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [primaryKey({ columns: [table.videoId, table.language] })],
);
