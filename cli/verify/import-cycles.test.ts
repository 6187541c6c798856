import { expect, test } from 'bun:test';
import { findCycles } from './import-cycles.ts';

const file = (path: string, source: string) => ({ path, source });

test('a ring of values is told by its files, each ring once', () => {
  const files = [
    file('web/start.ts', "import { a } from './a.ts';\na();\n"),
    file('web/a.ts', "import { b } from './parts/b.ts';\nexport const a = () => b();\n"),
    file('web/parts/b.ts', "export { a as b } from '../a.ts';\n"),
  ];
  expect(findCycles(files)).toEqual(['web/a.ts → web/parts/b.ts → web/a.ts: these import each other']);
});

test('types, files that are loaded later, and two ways to one file are no ring', () => {
  const files = [
    file('web/a.ts', "import { b } from './b.ts';\nimport { c } from './c.ts';\nexport const a = () => [b, c];\n"),
    file('web/b.ts', "import type { a } from './a.ts';\nimport { c } from './c.ts';\nexport const b: typeof a = c;\n"),
    file('web/c.ts', "export const c = async () => (await import('./a.ts')).a();\n"),
  ];
  expect(findCycles(files)).toEqual([]);
});
