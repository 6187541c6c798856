import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './paths.ts';

/** Requirements of levels 1 and 2 in OWASP ASVS 4.0.3: how many each section has, less those that are of level 3 or gone. */
const sections: Record<string, readonly number[]> = {
  '2.1': upTo(12),
  '2.2': upTo(3),
  '2.3': upTo(3),
  '2.4': upTo(5),
  '2.5': upTo(7),
  '2.6': upTo(3),
  '2.7': upTo(6),
  '2.8': upTo(7),
  '2.9': upTo(3),
  '2.10': upTo(4),
  '3.1': [1],
  '3.2': upTo(4),
  '3.3': upTo(4),
  '3.4': upTo(5),
  '3.5': upTo(3),
  '3.7': [1],
  '4.1': [1, 2, 3, 5],
  '4.2': upTo(2),
  '4.3': upTo(3),
};
function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

const document = readFileSync(join(projectDir, 'docs/security.md'), 'utf8');
const rows = [...document.matchAll(/^\| (\d+\.\d+\.\d+) +\| [^|]+\| ([^|]+?) *\|$/gm)].map(
  ([, id = '', held = '']) => ({
    id,
    held,
  }),
);

test('the checklist has every requirement once', () => {
  const all = Object.entries(sections).flatMap(([section, numbers]) => numbers.map((each) => `${section}.${each}`));
  expect(rows.map(({ id }) => id)).toEqual(all);
});

test('each line names a test, or says why there is none', () => {
  for (const { id, held } of rows)
    expect([id, held]).toEqual([id, expect.stringMatching(/\.test\.ts`|^n\/a: .|\*\*no\*\*: ./)]);
});

test('the tests it names are there', () => {
  const named = new Set([...document.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, path = '']) => path));
  expect([...named].filter((path) => !existsSync(join(projectDir, path)))).toEqual([]);
  expect(named.size).toBeGreaterThan(15);
});
