import { expect, test } from 'bun:test';
import { lineOfPath, lineOfSyntaxError } from './json-lines.ts';

const text = `{
  "hold_at": 5,
  "links": {
    "free": 2, "note": "a } in \\" a string",
    "blocked": [
      "a.example",
      "not a domain"
    ]
  },
  "free": 3
}`;

test.each<[string[], number]>([
  [['hold_at'], 2],
  [['links'], 3],
  [['links', 'free'], 4],
  [['links', 'blocked', '0'], 6],
  [['links', 'blocked', '1'], 7],
  [['free'], 10],
  [['links', 'missing'], 3],
  [[], 1],
])('%j is found', (path, line) => {
  expect(lineOfPath(text, path)).toBe(line);
});

test.each<[string, number]>([
  ['{\n "a": 1,\n "b": tru\n}', 3],
  ['{\n "a": "open\n}', 2],
  ['{\n "a": [1\n}', 3],
  ['{\n "a": 1,\n}', 2],
  ['{\n "a": 1\n "b": 2\n}', 2],
  ['{\n "a": 1', 2],
])('the line of what is not JSON: %j', (broken, line) => {
  expect(() => JSON.parse(broken)).toThrow();
  expect(lineOfSyntaxError(broken)).toBe(line);
});
