import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { projectDir } from '../paths.ts';
import { runCommand } from '../run-command.ts';
import { type EngineName, missingEngines, packagesFor } from './engine-table.ts';
import { findProgram } from './find-program.ts';
import { type Installer, type Machine, planInstall } from './plan-install.ts';

/** Installs what is missing of `names`; throws a `Failure` that says what to install when it cannot. */
export async function ensureEngines(names: readonly EngineName[]): Promise<void> {
  const missing = missingEngines(names, findProgram);
  if (missing.length === 0) return;
  const installer = planInstall(missing, await thisMachine());
  if ('byHand' in installer) throw new Failure('engine_missing', installer.byHand);
  await install(missing, installer);
}

/** Like `ensureEngines`, but answers why not instead of throwing. */
export async function tryEngines(names: readonly EngineName[]): Promise<string | null> {
  try {
    await ensureEngines(names);
    return null;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

async function thisMachine(): Promise<Machine> {
  const isRoot = process.getuid?.() === 0;
  const hasSudo = !isRoot && findProgram('sudo') !== null;
  return {
    has: (program) => findProgram(program) !== null,
    isRoot,
    sudoWithoutPassword: hasSudo && (await runCommand({ argv: ['sudo', '-n', 'true'] })).code === 0,
  };
}

async function install(names: readonly EngineName[], installer: Installer): Promise<void> {
  const logDir = join(projectDir, '.tools');
  mkdirSync(logDir, { recursive: true });
  const logPath = join(logDir, 'engines.log');
  process.stderr.write(`installing ${packagesFor(names, installer.manager).join(' ')} …\n`);
  let output = '';
  for (const argv of installer.attempts) {
    const result = await runCommand({ argv });
    const entry = `$ ${argv.join(' ')}\n${result.output}\n`;
    output += entry;
    appendFileSync(logPath, entry);
    if (missingEngines(names, findProgram).length === 0) return;
  }
  const tail = output.trimEnd().split('\n').slice(-15).join('\n');
  throw new Failure('install_failed', `${names.join(', ')} could not be installed; see ${logPath}\n${tail}`);
}
