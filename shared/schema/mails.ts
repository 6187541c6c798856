import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { createdAt, time } from './columns.ts';

/** Mails on their way, written with the row change they tell of. Without a mail server they stay here to be read. */
export const mails = sqliteTable(
  'mails',
  {
    id: text('id').primaryKey(),
    to: text('to_address').notNull(),
    subject: text('subject').notNull(),
    /** Emptied once it is sent or given up: it may hold a token. */
    text: text('text').notNull(),
    html: text('html').notNull(),
    createdAt: createdAt(),
    attempts: integer('attempts').notNull().default(0),
    /** `null`: sent, or given up. */
    dueAt: time('due_at'),
    sentAt: time('sent_at'),
    lastError: text('last_error'),
  },
  (table) => [
    index('mails_due').on(table.dueAt).where(sql`${table.dueAt} is not null`),
    index('mails_newest').on(table.createdAt),
  ],
);
