import { type FoldedWord, foldPattern } from './fold-text.ts';

export type WordList = {
  /** The first of `words` that is in the list. */
  findIn(words: readonly FoldedWord[]): string | undefined;
  has(word: FoldedWord): boolean;
};

/** Compiles patterns: a word, or its beginning or end with a `*`. A look-up costs the length of the word, not of the list. */
export function compileWords(patterns: readonly string[]): WordList {
  const exact = new Set<string>();
  const beginnings = new Set<string>();
  const ends = new Set<string>();
  const middles: string[] = [];
  for (const pattern of patterns) {
    const word = foldPattern(pattern.replaceAll('*', ''));
    const [opens, closes] = [pattern.startsWith('*'), pattern.endsWith('*')];
    if (opens && closes) middles.push(word);
    else (opens ? ends : closes ? beginnings : exact).add(word);
  }
  const masked = [...exact, ...beginnings];

  function matches(reading: string): boolean {
    if (exact.has(reading) || middles.some((middle) => reading.includes(middle))) return true;
    if (reading.includes('*')) return masked.some((word) => fitsMask(reading, word));
    for (let at = 2; at <= reading.length; at += 1) {
      if (beginnings.has(reading.slice(0, at))) return true;
      if (ends.has(reading.slice(reading.length - at))) return true;
    }
    return false;
  }
  const has = (word: FoldedWord) => word.some(matches);
  return { has, findIn: (words) => words.find(has)?.[0] };
}

/** `f**k` for "fuck": as long, with as many letters as stars or more. */
function fitsMask(mask: string, word: string): boolean {
  if (mask.length !== word.length) return false;
  let shown = 0;
  for (let at = 0; at < mask.length; at += 1) {
    if (mask[at] === '*') continue;
    if (mask[at] !== word[at]) return false;
    shown += 1;
  }
  return shown * 2 >= mask.length;
}
