import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { time } from './columns.ts';
import { videos } from './videos.ts';

/** What a video takes up in the object store, as it was last measured. */
export const videoStorage = sqliteTable('video_storage', {
  videoId: text('video_id')
    .primaryKey()
    .references(() => videos.id, { onDelete: 'cascade' }),
  originalBytes: integer('original_bytes').notNull(),
  /** All generations that are there. */
  mediaBytes: integer('media_bytes').notNull(),
  measuredAt: time('measured_at').notNull(),
});
