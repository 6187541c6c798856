import { sql } from 'drizzle-orm';
import type { Database } from '../../../../platform/database.ts';

const INDICES = ['search_index', 'search_popular'] as const;
/** What is written in one transaction, which must be short: a tenth of a second's work. */
const PAGES_AT_ONCE = 200;
/** FTS5 counts the command itself as a change. */
const NOTHING_DONE = 2;

/**
 * Puts the segments together that FTS5 makes as documents come, since it looks each word up in every one of them. A few
 * pages in each transaction, so that others may write meanwhile (SQLite, "FTS5", 6.8: the 'merge' command).
 */
export async function mergeSegments(db: Database): Promise<void> {
  for (const index of INDICES) {
    // The first one marks all segments to become one, whatever their sizes; the others go on with that.
    let isUnfinished = await merge(db, index, -PAGES_AT_ONCE);
    while (isUnfinished) isUnfinished = await merge(db, index, PAGES_AT_ONCE);
  }
}

/** Returns whether there was something to do. */
async function merge(db: Database, index: (typeof INDICES)[number], pages: number): Promise<boolean> {
  const name = sql.raw(index);
  return db.transaction(async (tx) => {
    const total = sql`select total_changes() as changes`;
    const before = await tx.get<{ changes: number }>(total);
    await tx.run(sql`insert into ${name} (${name}, rank) values ('merge', ${pages})`);
    const after = await tx.get<{ changes: number }>(total);
    return after.changes - before.changes >= NOTHING_DONE;
  });
}
