import { and, desc, eq, gte, lt, lte, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { searchChoices, searchChoosers } from '../../../shared/schema/index.ts';
import type { Subject } from '../store.ts';

export type ChoiceStore = ReturnType<typeof createChoiceStore>;
/** `chooser` is a keyed hash; `position` 1 the first result. */
export type Choice = Subject & { words: string; chooser: string; position: number; chosenAt: Date };
/** Of how many different people. */
export type Chosen = Subject & { people: number };

const MAX_CHOSEN = 30;
/** What was chosen, as JSON that SQLite reads as a table: `value ->> 0 …`. */
const listed = (rows: readonly unknown[]) => sql`json_each(${JSON.stringify(rows)})`;

export function createChoiceStore(db: Database) {
  return {
    /** What at least `minPeople` chose for `words`, most people first. */
    async chosenFor(words: string, minPeople: number): Promise<Chosen[]> {
      return db
        .select({ kind: searchChoices.kind, subjectId: searchChoices.subjectId, people: searchChoices.people })
        .from(searchChoices)
        .where(and(eq(searchChoices.words, words), gte(searchChoices.people, minPeople)))
        .orderBy(desc(searchChoices.people))
        .limit(MAX_CHOSEN);
    },

    /** What at least `minPeople` chose for anything, most people first, and whether that is all. */
    async mostChosen(
      minPeople: number,
      limit: number,
    ): Promise<{ byWords: ReadonlyMap<string, readonly Chosen[]>; isAll: boolean }> {
      const { rows } = await db.get<{ rows: string }>(sql`
        select json_group_array(json_array(words, kind, subject_id, people)) as rows from (
          select words, kind, subject_id, people from search_choices
          where people >= ${minPeople} order by people desc limit ${limit})`);
      const chosen = JSON.parse(rows) as [string, Chosen['kind'], string, number][]; // as the statement makes them
      const byWords = new Map<string, Chosen[]>();
      for (const [words, kind, subjectId, people] of chosen) {
        const known = byWords.get(words) ?? [];
        if (known.length < MAX_CHOSEN) byWords.set(words, [...known, { kind, subjectId, people }]);
      }
      return { byWords, isAll: chosen.length < limit };
    },

    /** Each person counts once for a query and a result; what is not in the index is no result and not kept. */
    async note(choices: readonly Choice[]): Promise<void> {
      if (choices.length === 0) return;
      const rows = choices.map((each) => [
        ...[each.words, each.kind, each.subjectId, each.chooser, each.position, each.chosenAt.getTime()],
      ]);
      await db.transaction(async (tx) => {
        const added = await tx
          .insert(searchChoosers)
          .select(
            sql`select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from ${listed(rows)}
              where exists (select 1 from search_documents d where d.kind = value ->> 1 and d.subject_id = value ->> 2)`,
          )
          .onConflictDoNothing()
          .returning({ words: searchChoosers.words, kind: searchChoosers.kind, subjectId: searchChoosers.subjectId });
        if (added.length === 0) return;
        const counted = [...countEach(added)].map(([key, people]) => [...JSON.parse(key), people]);
        await tx
          .insert(searchChoices)
          // `true` keeps SQLite from reading ON as a join's.
          .select(sql`select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from ${listed(counted)} where true`)
          .onConflictDoUpdate({
            target: [searchChoices.words, searchChoices.kind, searchChoices.subjectId],
            set: { people: sql`${searchChoices.people} + excluded.people` },
          });
      });
    },

    /** Forgets who chose before `time`, and with them what nobody has chosen since. */
    async forgetBefore(time: Date): Promise<void> {
      await db.transaction(async (tx) => {
        const gone = await tx
          .delete(searchChoosers)
          .where(lt(searchChoosers.chosenAt, time))
          .returning({ words: searchChoosers.words, kind: searchChoosers.kind, subjectId: searchChoosers.subjectId });
        if (gone.length === 0) return;
        const counted = [...countEach(gone)].map(([key, people]) => [...JSON.parse(key), people]);
        await tx.run(sql`update search_choices set people = people - gone.value ->> 3 from ${listed(counted)} gone
          where words = gone.value ->> 0 and kind = gone.value ->> 1 and subject_id = gone.value ->> 2`);
        await tx.delete(searchChoices).where(lte(searchChoices.people, 0));
      });
    },
  };
}

/** By the JSON of words, kind and subject. */
function countEach(rows: readonly (Subject & { words: string })[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { words, kind, subjectId } of rows) {
    const key = JSON.stringify([words, kind, subjectId]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
