import { index, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { users } from './accounts.ts';
import { createdAt, time } from './columns.ts';

/** What a secret link allows, once. Using it, or replacing it, deletes its row. */
export const accountTokens = sqliteTable(
  'account_tokens',
  {
    /** SHA-256 of the token, hex; the token itself is in the link alone. */
    tokenHash: text('token_hash').primaryKey(),
    purpose: text('purpose', { enum: ['verify_email', 'change_email', 'reset_password', 'become_admin'] }).notNull(),
    /** `null` with `become_admin`: for whoever has the link. */
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    /** The address it was sent to, which using it proves to be the user's. */
    email: text('email'),
    createdAt: createdAt(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [
    index('account_tokens_user').on(table.userId, table.purpose, table.createdAt),
    index('account_tokens_expiry').on(table.expiresAt),
  ],
);
