import { sql } from 'drizzle-orm';
import { type searchDocuments, searchWords } from '../../../../shared/schema/index.ts';
import type { Transaction } from '../../../outbox/store.ts';
import { inJson } from '../../store.ts';
import { wordParts } from '../../typos/word-parts.ts';

type Words = Pick<typeof searchDocuments.$inferSelect, 'titleWords' | 'tagWords' | 'channelWords'>;

export const WORDS_AT_ONCE = 5_000;

/** Adds to `changes` in how many more, or fewer, documents each word of one stands. */
export function addWords(
  changes: Map<string, number>,
  { titleWords, tagWords, channelWords }: Words,
  by: 1 | -1,
): void {
  for (const word of new Set(`${titleWords} ${tagWords} ${channelWords}`.split(' ')))
    if (word !== '') changes.set(word, (changes.get(word) ?? 0) + by);
}

/** JSON of all parts of `words`, each with its word, in the order of the table. */
function partsOf(words: readonly string[]): string {
  const parts = words.flatMap((word) => wordParts(word).map((part): [string, string] => [part, word]));
  return JSON.stringify(parts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Returns how many words there were, at most `WORDS_AT_ONCE`. */
export async function takeSomeApart(tx: Transaction): Promise<number> {
  const rows = await tx
    .select({ word: searchWords.word })
    .from(searchWords)
    // A literal, so that SQLite can use the partial index.
    .where(sql`${searchWords.isTakenApart} = 0`)
    .orderBy(searchWords.word)
    .limit(WORDS_AT_ONCE);
  if (rows.length === 0) return 0;
  const words = rows.map(({ word }) => word);
  await tx.run(sql`insert or ignore into search_word_parts (part, word)
    select value ->> 0, value ->> 1 from json_each(${partsOf(words)})`);
  await tx.update(searchWords).set({ isTakenApart: true }).where(inJson(searchWords.word, words));
  return rows.length;
}

/** Keeps the vocabulary: words of no document go. New ones are whole until they are taken apart. */
export async function changeWords(tx: Transaction, changes: ReadonlyMap<string, number>): Promise<void> {
  const changed = [...changes].filter(([, by]) => by !== 0);
  if (changed.length === 0) return;
  const counted = await tx
    .insert(searchWords)
    .select(
      // `true` keeps SQLite from reading ON as a join's.
      sql`select value ->> 0, value ->> 1, 0 from json_each(${JSON.stringify(changed)}) where true`,
    )
    .onConflictDoUpdate({
      target: searchWords.word,
      set: { documentCount: sql`${searchWords.documentCount} + excluded.document_count` },
    })
    .returning();
  const gone = counted.filter((row) => row.documentCount <= 0);
  if (gone.length === 0) return;
  await tx.run(sql`delete from search_word_parts
    where (part, word) in (select value ->> 0, value ->> 1 from json_each(${partsOf(gone.map(({ word }) => word))}))`);
  await tx.delete(searchWords).where(
    inJson(
      searchWords.word,
      gone.map(({ word }) => word),
    ),
  );
}
