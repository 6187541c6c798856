import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { createdAt, time } from './columns.ts';

/**
 * Jobs written in the same transaction as the row change they belong to, then relayed to BullMQ,
 * so that neither can exist without the other.
 */
export const outbox = sqliteTable(
  'outbox',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** The BullMQ queue. */
    queue: text('queue').notNull(),
    /** BullMQ's job id: relaying twice adds one job. */
    jobId: text('job_id').notNull(),
    payload: text('payload', { mode: 'json' }).notNull(),
    /** BullMQ's: 1 is taken first, 0 before all of them. */
    priority: integer('priority').notNull().default(0),
    createdAt: createdAt(),
    relayedAt: time('relayed_at'),
  },
  (table) => [index('outbox_pending').on(table.id).where(sql`${table.relayedAt} is null`)],
);
