import { sql } from 'drizzle-orm';
import { type AnySQLiteColumn, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './accounts.ts';
import { createdAt, time } from './columns.ts';
import { videos } from './videos.ts';

/** Ids are UUIDv7. A thread's first comment is its own root, without a parent, at depth 0. */
export const comments = sqliteTable(
  'comments',
  {
    id: text('id').primaryKey(),
    videoId: text('video_id')
      .notNull()
      .references(() => videos.id, { onDelete: 'cascade' }),
    authorId: text('author_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    parentId: text('parent_id').references((): AnySQLiteColumn => comments.id, { onDelete: 'cascade' }),
    rootId: text('root_id').notNull(),
    depth: integer('depth').notNull().default(0),
    /** Plain text; emptied when the comment is deleted. */
    content: text('content').notNull(),
    /** Others see `approved` ones alone; authors see their own in any state. */
    state: text('state', { enum: ['approved', 'held', 'rejected'] })
      .notNull()
      .default('approved'),
    editedAt: time('edited_at'),
    /** A deleted comment stays as a tombstone while it has replies. */
    deletedAt: time('deleted_at'),
    pinnedAt: time('pinned_at'),
    /** The creator's heart. */
    heartedAt: time('hearted_at'),
    likeCount: integer('like_count').notNull().default(0),
    dislikeCount: integer('dislike_count').notNull().default(0),
    /** Direct replies that others see. */
    replyCount: integer('reply_count').notNull().default(0),
    /** Rank in "top": the higher, the earlier. Kept with the counts it is made of. */
    score: real('score').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => {
    // Queries must repeat these conditions word for word, else SQLite cannot use the index.
    const isShown = sql`${table.state} = 'approved' and (${table.deletedAt} is null or ${table.replyCount} > 0)`;
    const isInList = sql`${table.parentId} is null and ${table.pinnedAt} is null and ${isShown}`;
    return [
      index('comments_by_time').on(table.videoId, table.createdAt, table.id).where(isInList),
      index('comments_by_score').on(table.videoId, table.score, table.id).where(isInList),
      index('comments_pinned').on(table.videoId, table.pinnedAt).where(sql`${table.pinnedAt} is not null`),
      index('comments_replies').on(table.parentId, table.createdAt, table.id).where(isShown),
      index('comments_withheld')
        .on(table.authorId, table.videoId, table.createdAt)
        .where(sql`${table.state} <> 'approved' and ${table.deletedAt} is null`),
    ];
  },
);
