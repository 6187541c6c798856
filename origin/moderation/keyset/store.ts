import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Place } from '../keyset-cursor.ts';

/** What comes after a place, as SQLite seeks it in an index over both columns; nothing for the first page. */
export function isAfter(columns: { at: SQLWrapper; id: SQLWrapper }, after: Place | null): SQL | undefined {
  return after === null ? undefined : sql`(${columns.at}, ${columns.id}) > (${after.at.getTime()}, ${after.id})`;
}
