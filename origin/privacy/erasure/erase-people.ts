import type { ErasureDeps } from './deps.ts';
import { erasureSteps } from './steps.ts';

/**
 * One round: everybody whose time has come goes, step by step. What is done is written down after each step, so that a
 * round that was cut off is gone on with. One person whose steps fail does not hold up the others.
 */
export async function erasePeople(deps: ErasureDeps): Promise<void> {
  for (const { userId, step } of await deps.erasures.listDue(deps.clock())) {
    try {
      const names = Object.keys(erasureSteps);
      for (const name of names.slice(step === null ? 0 : Math.max(0, names.indexOf(step)))) {
        if (!(await deps.erasures.setStep(userId, name))) break;
        if ((await erasureSteps[name]?.(deps, userId)) === 'later') break;
      }
    } catch (error) {
      deps.log.warn({ err: error }, 'somebody could not be erased yet');
    }
  }
}
