import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { time } from './columns.ts';
import { videos } from './videos.ts';

/**
 * What is known of one session's watching of one video on one UTC day. The primary key is the de-duplication rule of
 * views; everything from `first_at` to `last_at` is in `watched_ms` already, so a report that comes again adds nothing.
 * Ids of sessions begin with their time, so that those that go on now lie together. There is no reference to the video:
 * rows go with their day, and nobody looks for those of a video.
 */
export const viewSessions = sqliteTable(
  'view_sessions',
  {
    /** `YYYY-MM-DD`, UTC. */
    day: text('day').notNull(),
    sessionId: text('session_id').notNull(),
    videoId: text('video_id').notNull(),
    /** When the edge took the earliest report, and where in the video it was. */
    startedAt: time('started_at').notNull(),
    firstPositionSec: real('first_position_sec').notNull().default(0),
    lastAt: time('last_at'),
    lastPositionSec: real('last_position_sec').notNull().default(0),
    watchedMs: integer('watched_ms').notNull().default(0),
    isCounted: integer('is_counted', { mode: 'boolean' }).notNull().default(true),
    isComplete: integer('is_complete', { mode: 'boolean' }).notNull().default(false),
    /** Whoever was signed in: their access token ends before a long video does. */
    userId: text('user_id'),
  },
  (table) => [
    primaryKey({ columns: [table.day, table.sessionId, table.videoId] }),
    index('view_sessions_user').on(table.userId).where(sql`${table.userId} is not null`),
  ],
);

/** How much a video was watched on a UTC day. What is counted today lies together; WITHOUT ROWID in the database. */
export const videoDays = sqliteTable(
  'video_days',
  {
    day: text('day').notNull(),
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    viewCount: integer('view_count').notNull().default(0),
    watchedMs: integer('watched_ms').notNull().default(0),
    completeCount: integer('complete_count').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.day, table.videoId] }),
    index('video_days_video').on(table.videoId, table.day),
  ],
);

/**
 * How many views of one video came from one address or account on a UTC day. `tag` is keyed and made of all of them, so
 * that rows say neither who nor what, and nothing about another day. WITHOUT ROWID in the database.
 */
export const viewSources = sqliteTable(
  'view_sources',
  {
    day: text('day').notNull(),
    tag: text('tag').notNull(),
    viewCount: integer('view_count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.tag] })],
);
