import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Who does something that only one process may do at a time. A lease that its holder no longer renews lapses. */
export const leases = sqliteTable('leases', {
  name: text('name').primaryKey(),
  holder: text('holder').notNull(),
  /** Unix milliseconds of the database's own clock, which all holders share. */
  expiresAtMs: integer('expires_at_ms').notNull(),
});
