import { projectDir } from './paths.ts';
import { unitStep } from './test/run-tests.ts';
import { selectTests } from './test/test-files.ts';
import { listSourcePaths } from './verify/source-files.ts';
import { runSteps } from './verify/step.ts';
import { bundleStep, verifySteps } from './verify/verify-steps.ts';

/** `verify`: what can be checked in seconds and without engines. */
export async function verify(): Promise<number> {
  const units = selectTests(listSourcePaths(projectDir), 'unit');
  const steps = [bundleStep(), ...verifySteps(), unitStep(units)];
  const { failed } = await runSteps(steps, { parallel: 2, print: (line) => console.log(line) });
  return failed === 0 ? 0 : 1;
}
