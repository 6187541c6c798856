import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './accounts.ts';
import { time } from './columns.ts';
import { videos } from './videos.ts';

/** How far each person came in each video: one row, whatever the device. */
export const watchHistory = sqliteTable(
  'watch_history',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    positionSec: real('position_sec').notNull(),
    /** The latest word wins. */
    watchedAt: time('watched_at').notNull(),
    /** Begun and not seen to the end. */
    isUnfinished: integer('is_unfinished', { mode: 'boolean' }).notNull(),
    /** The row stays for a while after a removal, so that a report still under way does not undo it. */
    isRemoved: integer('is_removed', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.videoId] }),
    // Queries must repeat these conditions word for word, else SQLite cannot use the index.
    index('watch_history_newest').on(table.userId, table.watchedAt, table.videoId).where(sql`${table.isRemoved} = 0`),
    index('watch_history_unfinished')
      .on(table.userId, table.watchedAt, table.videoId)
      .where(sql`${table.isRemoved} = 0 and ${table.isUnfinished} = 1`),
    index('watch_history_removed').on(table.watchedAt).where(sql`${table.isRemoved} = 1`),
    index('watch_history_video').on(table.videoId),
  ],
);

/** What people said about their history; no row means that it is kept. */
export const historySettings = sqliteTable('history_settings', {
  userId: text('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  isPaused: integer('is_paused', { mode: 'boolean' }).notNull().default(false),
  /** Nothing watched up to then is remembered. */
  clearedAt: time('cleared_at'),
});
