import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { users } from './accounts.ts';
import { createdAt, time } from './columns.ts';

/** Archives of everything about a person, made on request. At most one of a person's is being made. */
export const dataExports = sqliteTable(
  'data_exports',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    state: text('state', { enum: ['queued', 'running', 'ready', 'failed', 'cancelled', 'expired'] }).notNull(),
    /** The person, while it is being made: what keeps a second one from beginning. */
    activeFor: text('active_for'),
    /** From 0 to 100. */
    progressPercent: integer('progress_percent').notNull().default(0),
    sizeBytes: integer('size_bytes'),
    attempts: integer('attempts').notNull().default(0),
    createdAt: createdAt(),
    /** When the archive is, or was, removed; `null` until there is one. */
    expiresAt: time('expires_at'),
  },
  (table) => [
    uniqueIndex('data_exports_active').on(table.activeFor),
    index('data_exports_user').on(table.userId, table.createdAt),
    index('data_exports_state').on(table.state, table.expiresAt),
  ],
);

/**
 * People who are to be erased. The row outlives the user's own while steps remain, so it does not refer to it, and goes
 * with the last step.
 */
export const erasures = sqliteTable(
  'erasures',
  {
    userId: text('user_id').primaryKey(),
    /** `null`: waiting until `due_at`; else the step that comes next, and there is no way back. */
    step: text('step'),
    /** SHA-256, hex, of the token in the mail that cancels it. */
    cancelHash: text('cancel_hash').notNull().unique(),
    /** Suspended for another reason too: that stays when the erasure is cancelled. */
    isSuspended: integer('is_suspended', { mode: 'boolean' }).notNull(),
    createdAt: createdAt(),
    dueAt: time('due_at').notNull(),
  },
  (table) => [index('erasures_due').on(table.dueAt)],
);

/** Addresses of erased people that may not sign up again, where the operator is bound to refuse them. */
export const refusedAddresses = sqliteTable('refused_addresses', {
  /** Keyed hash (HMAC), hex. */
  addressHash: text('address_hash').primaryKey(),
  createdAt: createdAt(),
});
