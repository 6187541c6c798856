import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDir } from '../paths.ts';
import { runCommand } from '../run-command.ts';
import { failedOnce, type Step, type StepOutcome } from '../verify/step.ts';
import { readJunitTotals } from './junit.ts';

export type BunTestOptions = {
  name: string;
  files: readonly string[];
  /** Test files at once. */
  parallel: number;
  timeoutMs: number;
  env: Record<string, string>;
};

/** A run that hangs is ended and counted as a failure. */
const longestRunMs = 20 * 60_000;

/** Runs test files in one `bun test` and counts from its JUnit report. */
export function bunTestStep(options: BunTestOptions): Step {
  return {
    name: options.name,
    async run() {
      const reportDir = mkdtempSync(join(tmpdir(), 'kinora-report-'));
      const report = join(reportDir, 'junit.xml');
      try {
        const result = await runCommand({
          argv: bunTestArguments(process.execPath, options, report),
          cwd: projectDir,
          env: options.env,
          signal: AbortSignal.timeout(longestRunMs),
        });
        return judge(result.code, result.output, readIfThere(report));
      } finally {
        rmSync(reportDir, { recursive: true, force: true });
      }
    },
  };
}

export function bunTestArguments(bun: string, options: BunTestOptions, report: string): [string, ...string[]] {
  return [
    bun,
    'test',
    `--timeout=${options.timeoutMs}`,
    // Each file gets a global object of its own either way; one at a time spares the worker processes.
    options.parallel > 1 ? `--parallel=${options.parallel}` : '--isolate',
    '--reporter=junit',
    `--reporter-outfile=${report}`,
    // "./" makes it this very file instead of a pattern.
    ...options.files.map((file) => `./${file}`),
  ];
}

/** The report and the exit code must agree: a file that cannot even be loaded is not in the report. */
export function judge(code: number, output: string, report: string | null): StepOutcome {
  const totals = report === null ? null : readJunitTotals(report);
  if (!totals) return failedOnce(output || 'bun test wrote no report');
  const hidden = code !== 0 && totals.failed === 0 ? 1 : 0;
  const withoutPassed = output.split('\n').filter((line) => !line.startsWith('(pass)'));
  return { ...totals, failed: totals.failed + hidden, output: withoutPassed.join('\n') };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
