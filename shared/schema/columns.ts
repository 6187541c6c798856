import { integer } from 'drizzle-orm/sqlite-core';

/** Unix milliseconds in the database, `Date` in code. */
export const time = (name: string) => integer(name, { mode: 'timestamp_ms' });
export const createdAt = () => time('created_at').notNull();
export const updatedAt = () => time('updated_at').notNull();
