import { expect, test } from 'bun:test';
import { splitWords, wordsOf } from './split-words.ts';

test.each([
  ['words and numbers', 'Top 10: Guitar-Solos (live!)', ['top', '10', 'guitar', 'solos', 'live']],
  ['apostrophes', "don't  l’été", ['dont', 'lete']],
  ['names with signs', 'C++ vs C# # ++', ['cplusplus', 'vs', 'csharp']],
  ['Chinese in pairs', '東京都', ['東京', '京都']],
  ['a single ideograph', '猫 video', ['猫', 'video']],
  ['Japanese beside Latin', 'PS5レビュー', ['ps5', 'レビ', 'ビュ', 'ュー']],
  ['Korean by its spaces', '한국 요리', ['한국', '요리']],
  ['Thai by its dictionary', 'สวัสดีชาวโลก', ['สวัสดี', 'ชาว', 'โลก']],
  ['Hindi whole', 'हिन्दी गाना', ['हिन्दी', 'गाना']],
  ['nothing but signs', '*** "" -- ( ) : ^ 🎸', []],
])('%s', (_, text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('says where each word stands', () => {
  const text = 'Ein ﬁlm über 東京都';
  expect(splitWords(text).map(({ start, end }) => text.slice(start, end))).toEqual([
    'Ein',
    'ﬁlm',
    'über',
    '東京',
    '京都',
  ]);
});

test('is not slow on ten thousand letters without a space', () => {
  for (const letter of ['a', 'é', '東', 'ก', "'"]) expect(wordsOf(letter.repeat(10_000)).length).toBeLessThan(10_001);
});
