import { index, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ApiKeyScope } from '../contracts/api-keys.ts';
import { users } from './accounts.ts';
import { createdAt, time } from './columns.ts';

/** Keys for programs. Revoking one deletes its row. */
export const apiKeys = sqliteTable(
  'api_keys',
  {
    /** Part of the key itself. */
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** SHA-256 of the whole key, hex; the key itself is never stored. */
    keyHash: text('key_hash').notNull(),
    scopes: text('scopes', { mode: 'json' }).$type<ApiKeyScope[]>().notNull(),
    createdAt: createdAt(),
    expiresAt: time('expires_at'),
    /** To the minute. */
    lastUsedAt: time('last_used_at'),
  },
  (table) => [index('api_keys_user').on(table.userId, table.createdAt)],
);
