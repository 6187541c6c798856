import { expect, test } from 'bun:test';
import type { Highlighted } from '../../shared/contracts/search.ts';
import { createHighlighter } from './highlight.ts';
import { parseQuery } from './query/parse-query.ts';

const show = (pieces: Highlighted) => pieces.map(({ text, match }) => (match ? `[${text}]` : text)).join('');

test.each([
  ['words as they are written', 'creme guit', 'Crème on a Guitar', '[Crème] on a [Guitar]'],
  ['other spellings', 'gitar ', 'A guitar and a gitar', 'A [guitar] and a [gitar]'],
  ['ideographs in one piece', '東京タワー ', '夜の東京タワー', '夜の[東京タワー]'],
  ['nothing', 'piano ', 'Guitar', 'Guitar'],
  ['markup, which stays text', 'b ', '<b>b</b>', '<[b]>[b]</[b]>'],
])('%s', (_, query, text, shown) => {
  expect(show(createHighlighter(parseQuery(query), new Map([['gitar', ['guitar']]])).highlight(text))).toBe(shown);
});

test('a snippet is cut at words around the first hit', () => {
  const text = `${'before '.repeat(50)}the guitar ${'after '.repeat(50)}`;
  const snippet = (of: string, query: string) => createHighlighter(parseQuery(query), new Map()).snippet(of);
  const shown = show(snippet(text, 'guitar '));
  expect(shown).toMatch(/^…before (?:before )*the \[guitar\] (?:after )*after…$/);
  expect(shown.length).toBeLessThan(170);
  expect(snippet(text, 'piano ')).toEqual([]);
  expect(show(snippet('a guitar', 'guitar '))).toBe('a [guitar]');
});
