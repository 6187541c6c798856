import { foldText } from './fold-text.ts';

export type Word = {
  /** Folded: what is indexed and looked up. */
  text: string;
  /** Where it stands in the text that was split, in UTF-16 units. */
  start: number;
  end: number;
};

/** Most words, and nothing to do but small letters. */
const PLAIN = /^[0-9A-Za-z]+$/;
const IDEOGRAPHS = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/v;
const UNSPACED = /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/v;
/** A run of one kind of writing: ideographs, a script without spaces, or a word with what belongs inside one. */
const RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+|[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+|[[\p{L}\p{N}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]][[\p{L}\p{N}\p{M}\p{Cf}'’]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]]*(?:\+\+|#)?/gv;
const APOSTROPHES = /['’]/g;

/**
 * The words of a text in their order. Ideographs become overlapping pairs (`東京都` → `東京`, `京都`), since no dictionary
 * knows all names; scripts without spaces are cut by ICU's dictionaries; `don't` is `dont`, `C++` and `C#` keep their signs.
 */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (PLAIN.test(run)) words.push({ text: run.toLowerCase(), start: index, end: index + run.length });
    else if (IDEOGRAPHS.test(run)) words.push(...pairs(run, index));
    else if (UNSPACED.test(run)) words.push(...segments(run, index));
    else words.push({ text: plain(run), start: index, end: index + run.length });
  }
  return words.filter((word) => word.text !== '');
}

/** For people and for the index alike: `guitars` is looked for as it stands. */
export const wordsOf = (text: string): string[] => splitWords(text).map((word) => word.text);

function plain(word: string): string {
  const sign = word.endsWith('++') ? 'plusplus' : word.endsWith('#') ? 'sharp' : '';
  return foldText(word.replace(/\+\+$|#$/, '').replaceAll(APOSTROPHES, '')) + sign;
}

function pairs(run: string, offset: number): Word[] {
  const letters = [...run];
  if (letters.length === 1) return [{ text: foldText(run), start: offset, end: offset + run.length }];
  let start = offset;
  return letters.slice(0, -1).map((letter, at) => {
    const pair = letter + (letters[at + 1] ?? '');
    const word = { text: foldText(pair), start, end: start + pair.length };
    start += letter.length;
    return word;
  });
}

let segmenter: Intl.Segmenter | undefined;

function segments(run: string, offset: number): Word[] {
  segmenter ??= new Intl.Segmenter('th', { granularity: 'word' });
  return [...segmenter.segment(run)]
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ segment, index }) => ({
      text: foldText(segment),
      start: offset + index,
      end: offset + index + segment.length,
    }));
}
