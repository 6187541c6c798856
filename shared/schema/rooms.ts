import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { createdAt } from './columns.ts';

/**
 * What the edge's rooms are to be told, written in the same transaction as the row change it tells of and kept until
 * the room has acknowledged it.
 */
export const roomMessages = sqliteTable('room_messages', {
  /** Grows though rows go: whoever tells them remembers how far they have come. */
  id: integer('id').primaryKey({ autoIncrement: true }),
  videoId: text('video_id').notNull(),
  /** The room tells a message id once, so telling it again after a lost answer is harmless. */
  messageId: text('message_id').notNull(),
  type: text('type').notNull(),
  data: text('data', { mode: 'json' }).notNull(),
  createdAt: createdAt(),
});
