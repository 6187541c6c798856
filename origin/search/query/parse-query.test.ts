import { expect, test } from 'bun:test';
import { type ParsedQuery, parseQuery } from './parse-query.ts';

/** `guit*`, `=exact words`, `-without`. */
function show({ terms, excluded }: ParsedQuery): string[] {
  const word = ({ words, isExact, isPrefix }: ParsedQuery['terms'][number]) =>
    `${isExact ? '=' : ''}${words.join(' ')}${isPrefix ? '*' : ''}`;
  return [...terms.map(word), ...excluded.map((term) => `-${word(term)}`)];
}

test.each([
  ['words, the last of which may go on', 'Piano  LIVE conc', ['piano', 'live', 'conc*']],
  ['a finished last word', 'piano live ', ['piano', 'live']],
  ['a letter, which is no beginning yet', 'vitamin c', ['vitamin', 'c']],
  ['quotes', 'live "moonlight sonata" piano', ['live', '=moonlight sonata', 'piano*']],
  ['typographic quotes', '„Für Elise“ «allegro»', ['=fur elise', '=allegro']],
  ['minus', 'piano -cover -"full album"', ['piano', '-cover', '-=full album']],
  ['a hyphen inside', 'rock-n-roll', ['rock', 'n', 'roll*']],
  ['ideographs as one term', '東京タワー 夜景', ['東京 京タ タワ ワー', '夜景*']],
  ['ideographs beside Latin', 'PS5レビュー', ['ps5', 'レビ ビュ ュー']],
  ['an open quote', '"moonlight son', ['=moonlight son']],
  ['nothing', '   ', []],
  ['operators alone', '- -- "" -"" * ( ) : ^ NEAR', ['near*']],
  ['syntax of FTS5', 'title:a* OR b) NOT {x} NEAR(y, 2) "', ['title', 'a', 'or', 'b', 'not', 'x', 'near', 'y', '2']],
])('%s', (_, text, terms) => {
  expect(show(parseQuery(text))).toEqual(terms);
});

test('looks at the beginning of what is far too long', () => {
  expect(parseQuery('word '.repeat(2_000)).terms).toHaveLength(12);
  expect(parseQuery('a'.repeat(10_000)).terms[0]?.words[0]).toHaveLength(500);
  expect(parseQuery(`"${'b '.repeat(5_000)}`).terms[0]?.words).toHaveLength(16);
  expect(parseQuery('-'.repeat(10_000))).toEqual({ terms: [], excluded: [] });
});
