import { sql } from 'drizzle-orm';
import { index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { subscriptionLevels } from '../contracts/subscriptions.ts';
import { users } from './accounts.ts';
import { channels } from './channels.ts';
import { createdAt, time, updatedAt } from './columns.ts';
import { videos } from './videos.ts';

/** Who follows a channel; `channels.subscriber_count` is the number of its rows. */
export const subscriptions = sqliteTable(
  'subscriptions',
  {
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** What of the channel's videos they want to be told of. */
    level: text('level', { enum: subscriptionLevels }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.channelId, table.userId] }),
    index('subscriptions_user').on(table.userId, table.createdAt, table.channelId),
  ],
);

/**
 * Videos that everybody may see, or once could, each with its place in feeds: the time of its first publication. Whether
 * a video is shown is asked of its own row.
 */
export const publications = sqliteTable(
  'publications',
  {
    videoId: text('video_id')
      .primaryKey()
      .references(() => videos.id, { onDelete: 'cascade' }),
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
    publishedAt: time('published_at').notNull(),
    /**
     * `waiting` for its time, or for the round that looks at it then; `pulled`: readers look for it; `pushing`: it is on
     * its way into the feeds, and readers look for it as well; `pushed`: every subscriber has a row in `feed_items`.
     */
    fanOut: text('fan_out', { enum: ['waiting', 'pulled', 'pushing', 'pushed'] }).notNull(),
    /** While `pushing`: the last subscriber, in the order of ids, who has their row. */
    pushedUpTo: text('pushed_up_to').notNull().default(''),
    updatedAt: updatedAt(),
  },
  (table) => [
    index('publications_channel').on(table.channelId, table.publishedAt, table.videoId),
    // With `fan_out`, which queries repeat to name the index, in it: they read nothing else.
    index('publications_to_pull')
      .on(table.channelId, table.publishedAt, table.videoId, table.fanOut)
      .where(sql`${table.fanOut} <> 'pushed'`),
    index('publications_waiting').on(table.publishedAt).where(sql`${table.fanOut} = 'waiting'`),
    index('publications_pushing').on(table.updatedAt).where(sql`${table.fanOut} = 'pushing'`),
  ],
);

/** Feeds as far as they are written ahead of being read. Rows of videos that are gone say nothing, and go with their age. */
export const feedItems = sqliteTable(
  'feed_items',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    publishedAt: time('published_at').notNull(),
    videoId: text('video_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.publishedAt, table.videoId] }),
    index('feed_items_age').on(table.publishedAt),
  ],
);
