import { projectDir } from './paths.ts';
import { ensureBuilt } from './supervisor/ensure-built.ts';
import { filesAtOnce, planEndToEnd } from './test/end-to-end-plan.ts';
import { endToEndSteps, integrationStep, prepareEngines, unitStep, withoutMissing } from './test/run-tests.ts';
import { selectTests } from './test/test-files.ts';
import type { VerbInput } from './verb.ts';
import { listSourcePaths } from './verify/source-files.ts';
import { runSteps, type Step, type Totals } from './verify/step.ts';
import { bundleStep, dryRunStep, verifySteps } from './verify/verify-steps.ts';

/** `test [PATTERN]`: everything CI runs, or the matching test files. Its last line is the count. */
export async function test({ positionals }: VerbInput): Promise<number> {
  const [pattern] = positionals;
  const isCi = process.env.CI === 'true';
  const paths = listSourcePaths(projectDir);
  const unit = selectTests(paths, 'unit', pattern);
  const integration = selectTests(paths, 'integration', pattern);
  const endToEnd = selectTests(paths, 'e2e', pattern);

  const missing = await prepareEngines([...integration, ...endToEnd]);
  const runnable = {
    integration: withoutMissing(integration, missing, isCi),
    endToEnd: withoutMissing(endToEnd, missing, isCi),
  };

  const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  const run = async (steps: readonly Step[], parallel: number) => {
    const counts = await runSteps(steps, { parallel, print: (line) => console.log(line) });
    totals.passed += counts.passed;
    totals.failed += counts.failed;
    totals.skipped += counts.skipped;
  };
  const units = unit.length > 0 ? [unitStep(unit)] : [];
  // The dry run builds into dist/ as well: never while the bundle check does.
  if (pattern === undefined) await run([bundleStep()], 1);
  else await ensureBuilt();
  await run(pattern === undefined ? [...verifySteps(), ...units, dryRunStep()] : units, 2);
  const { files } = runnable.integration;
  await run([...runnable.integration.steps, ...(files.length > 0 ? [integrationStep(files, isCi)] : [])], 1);
  const { together, alone } = planEndToEnd(runnable.endToEnd.files);
  await run([...runnable.endToEnd.steps, ...endToEndSteps(together)], filesAtOnce);
  await run(endToEndSteps(alone), 1);

  if (totals.passed + totals.failed === 0)
    console.error(`no test ran${pattern ? `: nothing matches "${pattern}"` : ''}`);
  console.log(countLine(totals));
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

/** `12 passed, 0 failed`, and the skipped ones when there are any. */
export function countLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
