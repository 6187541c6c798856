import type { Spellings } from '../query/match-expression.ts';
import type { ParsedQuery } from '../query/parse-query.ts';
import { editDistance } from '../typos/edit-distance.ts';
import { mistakesAllowed } from '../typos/word-parts.ts';
import type { FtsStore, WordLike } from './store.ts';

const MAX_SPELLINGS = 5;
/** Words of more documents were hardly mistyped, unless the catalogue is large. */
const SELDOM_DOCUMENTS = 3;
const SELDOM_SHARE = 0.001;

type Guess = { mostDocuments: number; mistakes: 1 | 2 };

/**
 * What may have been meant: for words that may have been mistyped, the likeliest words of the index. The likeliest guess
 * comes first and costs least; with something found as it was typed there is one.
 */
export async function* guessSpellings(
  store: Pick<FtsStore, 'wordsLike'>,
  { terms }: ParsedQuery,
  found: { subjects: readonly unknown[]; documentsWith: ReadonlyMap<string, number>; documentCount: number },
): AsyncGenerator<Spellings> {
  const typed = terms.flatMap(({ words, isExact }) => (isExact || words.length > 1 ? [] : words));
  const seldom = Math.max(SELDOM_DOCUMENTS, found.documentCount * SELDOM_SHARE);
  const guesses: Guess[] =
    found.subjects.length > 0
      ? [{ mostDocuments: SELDOM_DOCUMENTS, mistakes: 2 }]
      : [
          { mostDocuments: 0, mistakes: 1 },
          { mostDocuments: 0, mistakes: 2 },
          { mostDocuments: seldom, mistakes: 2 },
        ];
  const known = new Map<string, string[]>();
  let before = '[]';
  for (const { mostDocuments, mistakes } of guesses) {
    const mistakesIn = (word: string) => Math.min(mistakes, mistakesAllowed(word));
    const keyOf = (word: string) => `${mistakesIn(word)} ${word}`;
    const doubtful = typed.filter((word) => (found.documentsWith.get(word) ?? 0) <= mostDocuments);
    const unknown = doubtful.filter((word) => !known.has(keyOf(word)));
    const like = await store.wordsLike(unknown, mistakes);
    for (const word of unknown) known.set(keyOf(word), nearest(word, like.get(word) ?? [], mistakesIn(word)));
    const spellings = doubtful
      .map((word) => [word, known.get(keyOf(word)) ?? []] as const)
      .filter(([, others]) => others.length > 0);
    const guess = JSON.stringify(spellings);
    if (guess !== before) yield new Map(spellings);
    before = guess;
  }
}

function nearest(word: string, known: readonly WordLike[], limit: number): string[] {
  return known
    .map(({ other, documents }) => ({ other, documents, distance: editDistance(word, other, limit) }))
    .filter(({ distance }) => distance > 0 && distance <= limit)
    .sort((a, b) => a.distance - b.distance || b.documents - a.documents)
    .slice(0, MAX_SPELLINGS)
    .map(({ other }) => other);
}
