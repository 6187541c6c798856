import { max, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { changes, searchProgress } from '../../../shared/schema/index.ts';

export type SearchIndexStore = ReturnType<typeof createSearchIndexStore>;

/** Some megabytes each: a transaction must be short. */
const pagesPerMerge = 500;

export function createSearchIndexStore(db: Database) {
  return {
    /** The newest change there is. */
    async newestChange(): Promise<number> {
      const [head] = await db.select({ seq: max(changes.seq) }).from(changes);
      return head?.seq ?? 0;
    },

    /** Whether the index has seen a change. */
    async hasSeen(seq: number): Promise<boolean> {
      const [progress] = await db.select({ seq: searchProgress.changeSeq }).from(searchProgress);
      return (progress?.seq ?? 0) >= seq;
    },

    /** FTS5 only marks what is deleted; its words are gone once all segments were merged (FTS5 §6.8 and §6.9). */
    async forgetDeleted(): Promise<void> {
      for (const index of [sql`search_index`, sql`search_popular`]) await mergeAll(db, index);
    },
  };
}

async function mergeAll(db: Database, index: SQL): Promise<void> {
  let pages = -pagesPerMerge;
  for (;;) {
    const changed = await db.transaction(async (tx) => {
      const before = await tx.get<{ n: number }>(sql`select total_changes() as n`);
      await tx.run(sql`insert into ${index}(${index}, rank) values ('merge', ${pages})`);
      const after = await tx.get<{ n: number }>(sql`select total_changes() as n`);
      return (after?.n ?? 0) - (before?.n ?? 0);
    });
    // The insert itself counts as one.
    if (changed < 2) return;
    pages = pagesPerMerge;
  }
}
