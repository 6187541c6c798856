import { splitWords } from '../text/split-words.ts';

/** One thing that is asked for. */
export type Term = {
  /** Folded; more than one stand next to each other in this order. */
  words: string[];
  /** Quoted: neither longer words nor other spellings will do. */
  isExact: boolean;
  /** The last word, which may not have been typed to its end. */
  isPrefix: boolean;
};
export type ParsedQuery = { terms: Term[]; excluded: Term[] };

const MAX_TERMS = 12;
const MAX_WORDS_IN_TERM = 16;
/** Nobody types more; what follows is not looked at. */
const MAX_CODE_UNITS = 500;
/** FTS5 has the lists of all beginnings of two letters and more; of one it would read half of the index. */
const MIN_PREFIX_LETTERS = 2;

const QUOTES = /[“”„‟«»＂]/g;
const PIECE = /(?<minus>[-−－]?)(?:"(?<quoted>[^"]*)"?|(?<bare>[^\s"]+))/g;
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * What somebody typed into a search box: words, `"words in this order"`, `-without`. Never fails: signs that mean nothing
 * are passed over, an open quote ends where the text does.
 */
export function parseQuery(text: string): ParsedQuery {
  const query: ParsedQuery = { terms: [], excluded: [] };
  const typed = text.slice(0, MAX_CODE_UNITS).replaceAll(QUOTES, '"');
  for (const { groups } of typed.matchAll(PIECE)) {
    const { minus, quoted, bare } = groups ?? {};
    const terms = quoted === undefined ? termsOf(bare ?? '') : exactTerm(quoted);
    (minus ? query.excluded : query.terms).push(...terms);
  }
  const terms = query.terms.slice(0, MAX_TERMS);
  const last = terms.at(-1);
  if (last && !/[\s"]$/.test(typed) && isUnfinished(last)) last.isPrefix = true;
  return { terms, excluded: query.excluded.slice(0, MAX_TERMS) };
}

function exactTerm(quoted: string): Term[] {
  const words = splitWords(quoted).map(({ text }) => text);
  return words.length === 0 ? [] : [{ words: words.slice(0, MAX_WORDS_IN_TERM), isExact: true, isPrefix: false }];
}

/** `rock-n-roll` is three terms; a run of ideographs, which are indexed in pairs, is one. */
function termsOf(bare: string): Term[] {
  const terms: Term[] = [];
  let endOfPairs = -1;
  for (const { text, start, end } of splitWords(bare)) {
    const isPair = IDEOGRAPH.test(text);
    const last = terms.at(-1);
    if (isPair && last && start < endOfPairs) last.words.push(text);
    else terms.push({ words: [text], isExact: false, isPrefix: false });
    endOfPairs = isPair ? end : -1;
  }
  return terms.map((term) => ({ ...term, words: term.words.slice(0, MAX_WORDS_IN_TERM) }));
}

function isUnfinished({ words, isExact }: Term): boolean {
  const [word, ...more] = words;
  return !isExact && word !== undefined && more.length === 0 && [...word].length >= MIN_PREFIX_LETTERS;
}
