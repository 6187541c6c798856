import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { users } from './accounts.ts';
import { createdAt, updatedAt } from './columns.ts';
import { videos } from './videos.ts';

/** Ids are UUIDv7, so that their order is that of creation. */
export const playlists = sqliteTable(
  'playlists',
  {
    id: text('id').primaryKey(),
    ownerId: text('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** Everybody has one `watch_later`, made when it is first needed. */
    kind: text('kind', { enum: ['own', 'watch_later'] }).notNull(),
    title: text('title').notNull(),
    description: text('description').notNull().default(''),
    visibility: text('visibility', { enum: ['public', 'unlisted', 'private'] }).notNull(),
    /** Whether the same video may be in it more than once. */
    allowDuplicates: integer('allow_duplicates', { mode: 'boolean' }).notNull().default(false),
    itemCount: integer('item_count').notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index('playlists_owner').on(table.ownerId, table.id),
    index('playlists_public').on(table.ownerId, table.id).where(sql`${table.visibility} = 'public'`),
    uniqueIndex('playlists_watch_later').on(table.ownerId).where(sql`${table.kind} = 'watch_later'`),
  ],
);

export const playlistItems = sqliteTable(
  'playlist_items',
  {
    id: text('id').primaryKey(),
    playlistId: text('playlist_id')
      .notNull()
      .references(() => playlists.id, { onDelete: 'cascade' }),
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    /** A fractional index: text that sorts bytewise, between those of the neighbours. */
    position: text('position').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index('playlist_items_position').on(table.playlistId, table.position, table.id),
    index('playlist_items_video').on(table.videoId, table.playlistId),
  ],
);
