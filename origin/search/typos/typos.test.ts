import { describe, expect, test } from 'bun:test';
import { editDistance } from './edit-distance.ts';
import { mistakesAllowed, wordParts } from './word-parts.ts';

test.each([
  ['guitar', 'guitar', 0],
  ['guitar', 'guitra', 1],
  ['guitar', 'gitar', 1],
  ['guitar', 'guittar', 1],
  ['guitar', 'quitar', 1],
  ['guitar', 'gtiar', 2],
  ['moonlight', 'monlihgt', 2],
  ['guitar', 'piano', 3],
  ['a', '', 1],
  ['aaa', 'aaaa', 1],
  ['abab', 'baba', 2],
  ['banana', 'bananana', 2],
  ['letter', 'lettre', 1],
  ['moonlight', 'moonlight sonata', 3],
])('%s and %s are %i apart', (a, b, distance) => {
  expect(editDistance(a, b, 2)).toBe(distance);
  expect(editDistance(b, a, 2)).toBe(distance);
});

describe('two words share a part whenever the shorter allows for what parts them', () => {
  const letters = 'aeinrst';
  test.each(['pasta', 'guitar', 'moonlight', 'synthesizer'])('%s', (word) => {
    const parts = new Set(wordParts(word));
    const seen = (other: string) => wordParts(other).some((part) => parts.has(part));
    const once = (text: string) =>
      Array.from(text, (_, at) => [
        text.slice(0, at) + text.slice(at + 1),
        ...Array.from(letters, (letter) => text.slice(0, at) + letter + text.slice(at)),
        ...Array.from(letters, (letter) => text.slice(0, at) + letter + text.slice(at + 1)),
        text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2),
      ]).flat();
    const typed = mistakesAllowed(word) === 2 ? once(word).flatMap(once) : once(word);
    const missed = typed.filter((other) => {
      const allowed = Math.min(mistakesAllowed(word), mistakesAllowed(other));
      return allowed > 0 && editDistance(word, other, 2) <= allowed && !seen(other);
    });
    expect(missed).toEqual([]);
  });
});

test('few mistakes are found with few parts', () => {
  const known = new Set(wordParts('synthesizer'));
  for (const typed of ['synthesizer', 'syntesizer', 'synthhesizer', 'synthesizre', 'sybthesizer', 'ynthesizer'])
    expect(wordParts(typed, 1).some((part) => known.has(part))).toBe(true);
  expect(wordParts('synthesizer', 1)).toHaveLength(8);
});

test('numbers, ideographs and short words stand for themselves alone', () => {
  expect(['2024', 'ps5', '東京', 'cat', 'x'.repeat(41)].flatMap((word) => wordParts(word))).toEqual([]);
  expect(wordParts('synthesizers').length).toBeLessThan(30);
});
