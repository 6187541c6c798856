import type { EngineName } from '../engines/engine-table.ts';

export type TestGroup = 'unit' | 'integration' | 'e2e';

/** Which group a source file belongs to, or `null` when it holds no tests. */
export function groupOf(path: string): TestGroup | null {
  if (!/\.test\.tsx?$/.test(path)) return null;
  if (path.startsWith('e2e/')) return 'e2e';
  return /\.integration\.test\.tsx?$/.test(path) ? 'integration' : 'unit';
}

/** The test files of `group` whose path contains `pattern`. */
export function selectTests(paths: readonly string[], group: TestGroup, pattern = ''): string[] {
  return paths.filter((path) => groupOf(path) === group && path.includes(pattern));
}

/** Engines beyond those that serve: suites that need them are skipped where they cannot be had. */
const marks: readonly [EngineName, RegExp][] = [
  ['radosgw', /\bstartS3\(|requireEngine\('radosgw'\)/],
  ['curl', /requireEngine\('curl'\)/],
  ['jq', /requireEngine\('jq'\)/],
  ['clamd', /\bstartClamd\(/],
  ['swift', /\bstartSwift\(/],
  ['chromium', /playwright-core|requireEngine\('chromium'\)|\blaunchBrowser\(/],
];

/** The special engines a test file uses, by what its source calls. */
export function enginesOf(source: string): EngineName[] {
  return marks.flatMap(([engine, mark]) => (mark.test(source) ? [engine] : []));
}
