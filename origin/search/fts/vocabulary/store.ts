import { and, lte, sql } from 'drizzle-orm';
import type { Database } from '../../../../platform/database.ts';
import { type searchDocuments, searchWords } from '../../../../shared/schema/index.ts';
import type { Transaction } from '../../../outbox/store.ts';
import { inJson } from '../../store.ts';
import { wordParts } from '../../typos/word-parts.ts';

type Words = Pick<typeof searchDocuments.$inferSelect, 'titleWords' | 'tagWords' | 'channelWords'>;

/** Some fifty megabytes of parts. */
const WORDS_AT_ONCE = 20_000;
/** In one transaction, which must be short. */
const PARTS_AT_ONCE = 50_000;

/** Adds to `changes` in how many more, or fewer, documents each word of one stands. */
export function addWords(
  changes: Map<string, number>,
  { titleWords, tagWords, channelWords }: Words,
  by: 1 | -1,
): void {
  for (const word of new Set(`${titleWords} ${tagWords} ${channelWords}`.split(' ')))
    if (word !== '') changes.set(word, (changes.get(word) ?? 0) + by);
}

/** All parts of `words`, each with its word, in the order of the table. */
const partsOf = (words: readonly string[]): [part: string, word: string][] =>
  words
    .flatMap((word) => wordParts(word).map((part): [string, string] => [part, word]))
    .sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * Makes words that are new findable by other spellings. Parts are written in the order of their table, many words' at
 * once: each of its pages is written for thousands of them, not for each.
 */
export async function takeWordsApart(db: Database): Promise<void> {
  for (;;) {
    const rows = await db
      .select({ word: searchWords.word })
      .from(searchWords)
      // A literal, so that SQLite can use the partial index.
      .where(sql`${searchWords.isTakenApart} = 0`)
      .orderBy(searchWords.word)
      .limit(WORDS_AT_ONCE);
    if (rows.length === 0) return;
    const words = rows.map(({ word }) => word);
    const parts = partsOf(words);
    for (let at = 0; at < parts.length; at += PARTS_AT_ONCE)
      await db.run(sql`insert or ignore into search_word_parts (part, word)
        select value ->> 0, value ->> 1 from json_each(${JSON.stringify(parts.slice(at, at + PARTS_AT_ONCE))})`);
    await db.transaction(async (tx) => {
      const isAmong = inJson(searchWords.word, words);
      const apart = await tx.update(searchWords).set({ isTakenApart: true }).where(isAmong);
      if (apart.rowsAffected === words.length) return;
      const left = await tx.select({ word: searchWords.word }).from(searchWords).where(isAmong);
      const isLeft = new Set(left.map(({ word }) => word));
      await removeParts(
        tx,
        words.filter((word) => !isLeft.has(word)),
      );
    });
    if (rows.length < WORDS_AT_ONCE) return;
  }
}

async function removeParts(tx: Transaction, words: readonly string[]): Promise<void> {
  if (words.length === 0) return;
  await tx.run(sql`delete from search_word_parts
    where (part, word) in (select value ->> 0, value ->> 1 from json_each(${JSON.stringify(partsOf(words))}))`);
}

/** Keeps the vocabulary: words of no document go. New ones are whole until they are taken apart. */
export async function changeWords(tx: Transaction, changes: ReadonlyMap<string, number>): Promise<void> {
  const changed = [...changes].filter(([, by]) => by !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (changed.length === 0) return;
  // `true` keeps SQLite from reading ON as a join's.
  await tx.run(sql`insert into search_words (word, document_count, is_taken_apart)
    select value ->> 0, value ->> 1, 0 from json_each(${JSON.stringify(changed)}) where true
    on conflict (word) do update set document_count = document_count + excluded.document_count`);
  const fewer = changed.filter(([, by]) => by < 0).map(([word]) => word);
  if (fewer.length === 0) return;
  const gone = await tx
    .delete(searchWords)
    .where(and(inJson(searchWords.word, fewer), lte(searchWords.documentCount, 0)))
    .returning({ word: searchWords.word });
  await removeParts(
    tx,
    gone.map(({ word }) => word),
  );
}
