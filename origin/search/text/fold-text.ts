/** ASCII: most of what is written, and nothing to do but small letters. */
const PLAIN = /^[ -~]*$/;
/** Combining marks that only decorate: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels. Those of Indic scripts are letters. */
const DECORATION = /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]/g;
/** Format characters (zero-width ones, direction marks) and soft hyphens, which nobody sees or types. */
const INVISIBLE = /[\p{Cf}\u115f\u1160\u3164]/gu;
/** Letters that decompose into nothing simpler, yet are written without by many. */
const SPELT_OUT: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ı: 'i', ħ: 'h', ŋ: 'n' },
  ...{ ى: 'ي', ة: 'ه', ک: 'ك', ی: 'ي', ς: 'σ' },
};
const SPELT_OUT_LETTERS = new RegExp(`[${Object.keys(SPELT_OUT).join('')}]`, 'g');

/** Cyrillic and Greek letters that look like Latin ones (UTS #39), for words that mix the alphabets. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    в: 'b',
    с: 'c',
    е: 'e',
    н: 'h',
    і: 'i',
    ј: 'j',
    к: 'k',
    м: 'm',
    о: 'o',
    р: 'p',
    ѕ: 's',
    т: 't',
    у: 'y',
    х: 'x',
  },
  ...{ α: 'a', β: 'b', ε: 'e', η: 'n', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x' },
};
const MIXED_WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+/gu;
const LATIN = /\p{Script=Latin}/u;
const NOT_LATIN = /[\p{Script=Cyrillic}\p{Script=Greek}]/gu;

/**
 * Text as it is compared: compatibility forms made plain (NFKC), small letters, no accents, nothing invisible, letters
 * disguised as Latin ones unmasked. `Crème brûlée`, `CREME BRULEE` and `сreme brulee` with a Cyrillic `с` are one.
 */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(DECORATION, '')
    .normalize('NFC')
    .replaceAll(SPELT_OUT_LETTERS, (letter) => SPELT_OUT[letter] ?? letter)
    .replaceAll(MIXED_WORD, unmask);
}

function unmask(word: string): string {
  if (!LATIN.test(word)) return word;
  return word.replaceAll(NOT_LATIN, (letter) => LOOKALIKES[letter] ?? letter);
}
