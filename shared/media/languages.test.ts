import { expect, test } from 'bun:test';
import { canonicalLanguage, languageName } from './languages.ts';

test.each([
  ['en', 'en'],
  ['ENG', 'en'],
  ['fre', 'fr'],
  ['ger', 'de'],
  ['pt-br', 'pt-BR'],
  ['zh-hant-tw', 'zh-Hant-TW'],
  ['qaa', 'qaa'],
  ['und', null],
  ['zxx', null],
  ['', null],
  ['en_US', null],
  ['../en', null],
  ['en/..', null],
  ['english', null],
  ['en-', null],
  ['en-x', null],
  [`en-${'abcdefgh-'.repeat(5)}us`, null],
])('%p is %p', (text, tag) => {
  expect(canonicalLanguage(text)).toBe(tag);
});

test('languages are named in themselves', () => {
  expect(['en', 'fr', 'ja', 'pt-BR', 'qaa'].map(languageName)).toEqual([
    ...['English', 'Français', '日本語', 'Português (Brasil)', 'Qaa'],
  ]);
});
