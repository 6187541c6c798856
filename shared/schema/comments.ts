import { sql } from 'drizzle-orm';
import { type AnySQLiteColumn, index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './accounts.ts';
import { channels } from './channels.ts';
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
    /** The video's, so that the review queue of a channel is one index. */
    channelId: text('channel_id').references(() => channels.id, { onDelete: 'cascade' }),
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
    /** Why it is held or was rejected, in the codes of the judge; empty for an approved one. */
    reasons: text('reasons', { mode: 'json' }).$type<string[]>().notNull().default([]),
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
    const isHeld = sql`${table.state} = 'held' and ${table.deletedAt} is null`;
    // SQLite sees by itself that `parent_id = ?` means this, too.
    const isReply = sql`${table.parentId} is not null`;
    const isInList = sql`${table.parentId} is null and ${table.pinnedAt} is null and ${isShown}`;
    return [
      index('comments_by_time').on(table.videoId, table.createdAt, table.id).where(isInList),
      index('comments_by_score').on(table.videoId, table.score, table.id).where(isInList),
      index('comments_pinned').on(table.videoId, table.pinnedAt).where(sql`${table.pinnedAt} is not null`),
      index('comments_replies').on(table.parentId, table.createdAt, table.id).where(sql`${isReply} and ${isShown}`),
      index('comments_held').on(table.createdAt, table.id).where(isHeld),
      index('comments_held_channel').on(table.channelId, table.createdAt, table.id).where(isHeld),
      // All of them, for when a comment's row goes: `comments_replies` has only those that are shown.
      index('comments_parent').on(table.parentId).where(isReply),
      index('comments_author').on(table.authorId, table.createdAt),
      index('comments_withheld')
        .on(table.authorId, table.videoId, table.createdAt)
        .where(sql`${table.state} <> 'approved' and ${table.deletedAt} is null`),
    ];
  },
);

/** What a comment said before each of its edits. */
export const commentEdits = sqliteTable(
  'comment_edits',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    commentId: text('comment_id')
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    content: text('content').notNull(),
    /** When it began to say this. */
    writtenAt: time('written_at').notNull(),
  },
  (table) => [index('comment_edits_comment').on(table.commentId, table.id)],
);

/** One row for each user and comment; the comment's counts are those of its rows. */
export const commentVotes = sqliteTable(
  'comment_votes',
  {
    commentId: text('comment_id')
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    vote: text('vote', { enum: ['like', 'dislike'] }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.commentId, table.userId] }),
    index('comment_votes_user').on(table.userId, table.createdAt),
  ],
);

/** The channels that a comment names by their handles. */
export const commentMentions = sqliteTable(
  'comment_mentions',
  {
    commentId: text('comment_id')
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.commentId, table.channelId] }),
    index('comment_mentions_channel').on(table.channelId),
  ],
);

/**
 * Comments whose counts have changed since their video's room was told, so that a burst of votes is one message.
 * WITHOUT ROWID in the database.
 */
export const commentNews = sqliteTable(
  'comment_news',
  {
    videoId: text('video_id').notNull(),
    commentId: text('comment_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.videoId, table.commentId] })],
);
