import { expect, test } from 'bun:test';
import { foldText } from './fold-text.ts';

test.each([
  ['accents', 'Crème Brûlée', 'creme brulee'],
  ['compatibility forms', 'ﬁlm Ｆｕｌｌ ①', 'film full 1'],
  ['letters written out', 'Straße Øresund Łódź', 'strasse oresund lodz'],
  ['invisible characters', 'gui\u200btar\u00ad \u202Ereversed', 'guitar reversed'],
  ['a Latin word in Cyrillic disguise', 'pаypаl', 'paypal'],
  ['a Russian word, which is none', 'Ёлка сок', 'елка сок'],
  ['Arabic vowels', 'مُحَمَّد', 'محمد'],
  ['Hebrew points', 'שָׁלוֹם', 'שלום'],
  ['vowel signs of Hindi, which are letters', 'हिन्दी', 'हिन्दी'],
  ['Korean, put together again', '한국어', '한국어'],
  ['voiced Japanese, put together again', 'ｶﾞﾝﾀﾞﾑ', 'ガンダム'],
])('%s', (_, text, folded) => {
  expect(foldText(text)).toBe(folded);
});
