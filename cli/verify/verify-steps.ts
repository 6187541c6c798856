import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageBinary, projectDir } from '../paths.ts';
import { runCommand } from '../run-command.ts';
import { ensureBuilt } from '../supervisor/ensure-built.ts';
import { pick } from '../supervisor/role-environment.ts';
import { quietWrangler, wranglerCommand } from '../wrangler/wrangler-command.ts';
import { findViolations } from './boundaries.ts';
import { findCycles } from './import-cycles.ts';
import { readSources } from './source-files.ts';
import { failedOnce, passedOnce, type Step } from './step.ts';

/** Everything that can be known without running a service, unit tests aside. */
export function verifySteps(): Step[] {
  return [
    commandStep('format and lint', [packageBinary('biome'), 'check', '--error-on-warnings', '--colors=off', '.']),
    commandStep('types (bun)', [packageBinary('tsc'), '-p', 'tsconfig.json']),
    commandStep('types (edge)', [packageBinary('tsc'), '-p', 'edge/tsconfig.json']),
    commandStep('types (end to end)', [packageBinary('tsc'), '-p', 'e2e/tsconfig.json']),
    commandStep('types (web)', [packageBinary('tsc'), '-p', 'web/tsconfig.json']),
    {
      name: 'import boundaries',
      async run() {
        const sources = readSources(projectDir);
        const violations = [...findViolations(sources), ...findCycles(sources)];
        return violations.length === 0 ? passedOnce(`${sources.length} files`) : failedOnce(violations.join('\n'));
      },
    },
  ];
}

/** The build itself refuses foreign modules and sizes over budget. */
export function bundleStep(): Step {
  return {
    name: 'bundles',
    async run() {
      await ensureBuilt({ force: true });
      return passedOnce();
    },
  };
}

/** What `wrangler deploy` would ship, without shipping it. */
export function dryRunStep(): Step {
  const name = 'wrangler deploy --dry-run';
  return {
    name,
    async run() {
      const outDir = mkdtempSync(join(tmpdir(), 'kinora-deploy-'));
      try {
        const env = { ...pick(process.env, Object.keys(process.env)), ...quietWrangler, CI: '1' };
        return await commandStep(name, wranglerCommand(['deploy', '--dry-run', '--outdir', outDir]), env).run();
      } finally {
        rmSync(outDir, { recursive: true, force: true });
      }
    },
  };
}

function commandStep(name: string, argv: [string, ...string[]], env?: Record<string, string>): Step {
  return {
    name,
    async run() {
      const result = await runCommand({ argv, cwd: projectDir, ...(env ? { env } : {}) });
      return result.code === 0 ? passedOnce() : failedOnce(result.output);
    },
  };
}
