import { index, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { createdAt, time } from './columns.ts';

/**
 * Accounts that were asked for, until the link in the mail is followed. One for an address that has an account stands here
 * as well, with a token that nobody was sent.
 */
export const signUps = sqliteTable(
  'sign_ups',
  {
    /** SHA-256 of the token, hex; the token itself is in the mail alone. */
    tokenHash: text('token_hash').primaryKey(),
    email: text('email').notNull(),
    username: text('username').notNull(),
    name: text('name').notNull(),
    birthDate: text('birth_date'),
    passwordHash: text('password_hash').notNull(),
    createdAt: createdAt(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [index('sign_ups_email').on(table.email, table.createdAt), index('sign_ups_expiry').on(table.expiresAt)],
);
