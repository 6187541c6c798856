import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { type SharePlatform, sharePlatforms } from '../contracts/ratings.ts';
import { users } from './accounts.ts';
import { createdAt } from './columns.ts';
import { videos } from './videos.ts';

/** One row for each user and video; the video's counts are those of its rows. */
export const videoRatings = sqliteTable(
  'video_ratings',
  {
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    rating: text('rating', { enum: ['like', 'dislike'] }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.videoId, table.userId] }),
    index('video_ratings_user').on(table.userId, table.createdAt),
  ],
);

/** Videos whose counts have changed since their room was told, so that a burst of ratings is one message. */
export const ratingNews = sqliteTable('rating_news', { videoId: text('video_id').primaryKey() });

/** How often a video was shared, by where to. */
export const shareCounts = sqliteTable(
  'share_counts',
  {
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    platform: text('platform', { enum: sharePlatforms }).$type<SharePlatform>().notNull(),
    shareCount: integer('share_count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.videoId, table.platform] })],
);

/** Which sessions have been counted, until they are too old to come again. */
export const shareMarks = sqliteTable(
  'share_marks',
  {
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    platform: text('platform', { enum: sharePlatforms }).$type<SharePlatform>().notNull(),
    /** Made by the client for itself alone; it names nobody. */
    sessionId: text('session_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.videoId, table.platform, table.sessionId] }),
    index('share_marks_age').on(table.createdAt),
  ],
);
