import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { createdAt, time } from './columns.ts';

/**
 * What the edge's rooms are to be told, written in the same transaction as the row change it tells of and kept until
 * the room has acknowledged it.
 */
export const roomMessages = sqliteTable(
  'room_messages',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    videoId: text('video_id').notNull(),
    /** The room tells a message id once, so telling it again after a lost answer is harmless. */
    messageId: text('message_id').notNull(),
    type: text('type').notNull(),
    data: text('data', { mode: 'json' }).notNull(),
    createdAt: createdAt(),
    deliveredAt: time('delivered_at'),
  },
  (table) => [
    index('room_messages_pending').on(table.id).where(sql`${table.deliveredAt} is null`),
    index('room_messages_delivered').on(table.deliveredAt).where(sql`${table.deliveredAt} is not null`),
  ],
);
