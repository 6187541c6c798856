import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './accounts.ts';
import { createdAt, time } from './columns.ts';

/** Requests sent under an `Idempotency-Key`, and what was answered. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    /** SHA-256 of method, path, query, API key if one was used, and body, hex. */
    fingerprint: text('fingerprint').notNull(),
    /** The id of what the request makes, the same in every attempt. */
    operationId: text('operation_id').notNull(),
    /** An attempt is under way until then, in Unix milliseconds of the database's clock; 0: none is. */
    claimedUntilMs: integer('claimed_until_ms').notNull(),
    /** The answer; `null` until there is one. */
    status: integer('status'),
    headers: text('headers', { mode: 'json' }).$type<Record<string, string>>(),
    body: text('body'),
    createdAt: createdAt(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.key] }), index('idempotency_keys_expiry').on(table.expiresAt)],
);
