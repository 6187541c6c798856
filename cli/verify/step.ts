/** One thing that either holds or does not. */
export type Step = { name: string; run(): Promise<StepOutcome> };
export type StepOutcome = {
  passed: number;
  failed: number;
  skipped: number;
  /** Shown when something failed. */
  output: string;
  /** A few words for the line of a step that passed. */
  note?: string;
};

export const passedOnce = (note?: string): StepOutcome => ({
  passed: 1,
  failed: 0,
  skipped: 0,
  output: '',
  ...(note === undefined ? {} : { note }),
});
export const failedOnce = (output: string): StepOutcome => ({ passed: 0, failed: 1, skipped: 0, output });

export type Totals = { passed: number; failed: number; skipped: number };

/** Runs `steps`, at most `parallel` at once; prints a line per step and the output of those that failed. */
export async function runSteps(
  steps: readonly Step[],
  options: { parallel: number; print(line: string): void },
): Promise<Totals> {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  const queue = [...steps];
  const worker = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const startedAt = performance.now();
      const outcome = await step.run().catch((error: unknown) => failedOnce(describeError(error)));
      options.print(stepLine(step.name, outcome, performance.now() - startedAt));
      if (outcome.failed > 0) options.print(`${outcome.output.trimEnd()}\n`);
      totals.passed += outcome.passed;
      totals.failed += outcome.failed;
      totals.skipped += outcome.skipped;
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, worker));
  return totals;
}

/** `✓ types (edge)   1.2 s   note`. */
export function stepLine(name: string, outcome: StepOutcome, durationMs: number): string {
  const sign = outcome.failed > 0 ? '✗' : outcome.passed === 0 ? '-' : '✓';
  const counts =
    outcome.passed + outcome.failed + outcome.skipped > 1
      ? `${outcome.passed} passed, ${outcome.failed} failed${outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : ''}`
      : '';
  const note = [counts, outcome.note ?? ''].filter(Boolean).join('; ');
  return `  ${sign} ${name.padEnd(28)} ${(durationMs / 1000).toFixed(1).padStart(6)} s  ${note}`.trimEnd();
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
