import { and, desc, gte, inArray, lt, lte, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { searchAskers, searchPastQueries } from '../../../shared/schema/index.ts';

export type SuggestStore = ReturnType<typeof createSuggestStore>;
/** `asker` is a keyed hash. */
export type AskedQuery = { words: string; shown: string; asker: string; askedAt: Date };

/** Sorts after everything that begins with what stands before it. */
const AFTER_ALL = '\u{10ffff}';

export function createSuggestStore(db: Database) {
  return {
    /** What at least `minPeople` searched for, beginning with `words`, by how many. */
    async pastQueries(words: string, minPeople: number, limit: number): Promise<string[]> {
      const rows = await db
        .select({ shown: searchPastQueries.shown })
        .from(searchPastQueries)
        .where(
          and(
            gte(searchPastQueries.words, words),
            lt(searchPastQueries.words, `${words}${AFTER_ALL}`),
            gte(searchPastQueries.people, minPeople),
          ),
        )
        .orderBy(desc(searchPastQueries.people), searchPastQueries.words)
        .limit(limit);
      return rows.map(({ shown }) => shown);
    },

    /** Each person counts once for a query, however often they ask. */
    async note(asked: readonly AskedQuery[]): Promise<void> {
      if (asked.length === 0) return;
      await db.transaction(async (tx) => {
        const added = await tx
          .insert(searchAskers)
          .values(asked.map(({ words, asker, askedAt }) => ({ words, asker, askedAt })))
          .onConflictDoNothing()
          .returning({ words: searchAskers.words });
        for (const { words } of added) {
          const shown = asked.find((query) => query.words === words)?.shown ?? words;
          await tx
            .insert(searchPastQueries)
            .values({ words, shown, people: 1 })
            .onConflictDoUpdate({
              target: searchPastQueries.words,
              set: { people: sql`${searchPastQueries.people} + 1` },
            });
        }
      });
    },

    /** Forgets who asked before `time`, and with them what nobody has asked for since. */
    async forgetBefore(time: Date): Promise<void> {
      await db.transaction(async (tx) => {
        const gone = await tx
          .delete(searchAskers)
          .where(lt(searchAskers.askedAt, time))
          .returning({ words: searchAskers.words });
        const counts = new Map<string, number>();
        for (const { words } of gone) counts.set(words, (counts.get(words) ?? 0) + 1);
        for (const [words, count] of counts)
          await tx
            .update(searchPastQueries)
            .set({ people: sql`${searchPastQueries.people} - ${count}` })
            .where(inArray(searchPastQueries.words, [words]));
        await tx.delete(searchPastQueries).where(lte(searchPastQueries.people, 0));
      });
    },
  };
}
