import type { Totals } from '../verify/step.ts';

/** Counts of a JUnit report, out of the attributes of its root; `null` when it is not one. */
export function readJunitTotals(xml: string): Totals | null {
  const root = /<testsuites\b([^>]*)>/.exec(xml)?.[1];
  if (root === undefined) return null;
  const count = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(root)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  const skipped = count('skipped');
  return { passed: count('tests') - failed - skipped, failed, skipped };
}
