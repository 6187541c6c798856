/** Only the beginning of a word is taken apart: long words would have too many parts. */
const PART_LETTERS = 7;
const MIN_LETTERS = 4;
const LETTERS_FOR_TWO = 8;
const MAX_LETTERS = 40;
const NOT_SPELT = /[\p{N}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** How many mistakes a word of that length may have and still be taken for another. */
export function mistakesAllowed(word: string): 0 | 1 | 2 {
  if (word.length < MIN_LETTERS || word.length > MAX_LETTERS || NOT_SPELT.test(word)) return 0;
  return word.length < LETTERS_FOR_TWO ? 1 : 2;
}

/**
 * The word's beginning with as many letters left out as it may have mistakes: two words that few mistakes part have such
 * a part in common (symmetric deletion, as in SymSpell), so that a look-up finds what a scan would. With `most` only
 * words that fewer mistakes part are found.
 */
export function wordParts(word: string, most: 1 | 2 = 2): string[] {
  const mistakes = Math.min(most, mistakesAllowed(word));
  if (mistakes === 0) return [];
  const parts = new Set([word.slice(0, PART_LETTERS)]);
  let newest = [...parts];
  for (let left = mistakes; left > 0; left--) {
    newest = newest.flatMap((part) => Array.from(part, (_, at) => part.slice(0, at) + part.slice(at + 1)));
    for (const part of newest) parts.add(part);
  }
  return [...parts];
}
