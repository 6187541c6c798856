/** A word as it reads, with the ways in which its letters can be meant. */
export type FoldedWord = readonly string[];

// What passes for a Latin letter: looked up only in words that also have Latin ones, so that Russian stays Russian.
const lookAlikes: Readonly<Record<string, string>> = {
  ...{ а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't', у: 'y', х: 'x', і: 'i', ѕ: 's' },
  ...{ ј: 'j', ԁ: 'd', ԛ: 'q', ԝ: 'w', һ: 'h', α: 'a', β: 'b', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't' },
  ...{ υ: 'u', χ: 'x', ı: 'i', ɑ: 'a', ɡ: 'g', ł: 'l', ø: 'o', đ: 'd' },
};
// What stands for a letter between letters.
const stands: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '@': 'a', $: 's', '!': 'i', '|': 'i' },
  ...{ '€': 'e', '+': 't' },
};
const WORD = /[\p{L}\p{N}@$€|!+*]+/gu;
const LETTER = /\p{L}/u;

/**
 * The words of a text, folded so that one list finds them however they are disguised: case, width, accents, invisible
 * characters, letters of other scripts, digits and signs for letters, s p a c e d letters, loooong ones. A `*` between
 * letters stays: it stands for any letter. Takes time in proportion to the text.
 */
export function foldWords(text: string): FoldedWord[] {
  const plain = text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\u115f\u1160\u3164\uffa0]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss');
  const words: FoldedWord[] = [];
  let spelt = '';
  const endSpelt = () => {
    if (spelt.length > 2) words.push(readingsOf(spelt));
    spelt = '';
  };
  for (const [token] of plain.matchAll(WORD)) {
    const isLetter = [...token].length === 1 && (LETTER.test(token) || token in stands);
    if (isLetter) spelt += token;
    else endSpelt();
    const word = token.replace(/^[!|+*]+|[!|+*]+$/g, '');
    if (LETTER.test(word)) words.push(readingsOf(word));
  }
  endSpelt();
  return words;
}

/** The same for a word of a list, which is not disguised. */
export function foldPattern(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss');
}

function readingsOf(word: string): FoldedWord {
  const latin = /\p{Script=Latin}/u.test(word) ? mapped(word, lookAlikes) : word;
  const meant = mapped(latin, stands);
  const withL = /[1|!]/.test(latin) ? mapped(latin.replaceAll(/[1|!]/g, 'l'), stands) : meant;
  const readings = [latin, meant, withL].flatMap((each) =>
    /(.)\1\1/u.test(each)
      ? [each, each.replaceAll(/(.)\1{2,}/gu, '$1'), each.replaceAll(/(.)\1{2,}/gu, '$1$1')]
      : [each],
  );
  return [...new Set(readings)];
}

function mapped(word: string, table: Readonly<Record<string, string>>): string {
  let result = '';
  for (const character of word) result += table[character] ?? character;
  return result;
}
