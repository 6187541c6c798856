import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Failure } from '../failure.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

const identitySchema = z.object({ pid: z.int().min(1), startedAt: z.string() });
const portSchema = z.int().min(1).max(65_535);
const runSchema = z.object({
  supervisor: identitySchema,
  publicUrl: z.string(),
  /** Of the inner services that other commands speak to. */
  ports: z.object({ redis: portSchema, origin: portSchema }).optional(),
  children: z.array(identitySchema),
});

export type Run = z.infer<typeof runSchema>;

/** The run file of a data directory: its lock, and what to clean up should the supervisor be killed. */
export type RunFile = {
  /** Written at every start and restart of a child. */
  recordChildren(children: readonly ProcessIdentity[]): void;
  release(): void;
};

const runPath = (dataDir: string) => join(dataDir, 'run.json');

/** The supervisor that serves `dataDir` right now, or `null`. */
export function findRunning(dataDir: string): Run | null {
  const run = readRun(dataDir);
  return run && isAlive(run.supervisor) ? run : null;
}

/**
 * Takes `dataDir` for this process. Throws `already_running` when a living supervisor has it; children
 * that a killed one left behind are ended first, so that no two databases ever open the same files.
 */
export async function claimRun(dataDir: string, publicUrl: string, ports?: Run['ports']): Promise<RunFile> {
  const path = runPath(dataDir);
  const supervisor = identifyProcess(process.pid);
  if (!supervisor) throw new Failure('internal', 'this process cannot be identified');
  const temporary = `${path}.${process.pid}`;
  const write = (children: readonly ProcessIdentity[]) =>
    writeFileSync(temporary, JSON.stringify({ supervisor, publicUrl, ports, children }), { mode: 0o600 });
  write([]);
  try {
    // link(2) fails when the name exists, and the linked file is complete from the first moment.
    while (!tryLink(temporary, path)) {
      const run = readRun(dataDir);
      if (run && isAlive(run.supervisor))
        throw new Failure(
          'already_running',
          `${dataDir} is in use by process ${run.supervisor.pid} at ${run.publicUrl}; stop it, or set KINORA_DATA to another directory`,
        );
      await endLeftovers(run?.children ?? []);
      takeAway(path, run);
    }
  } finally {
    rmSync(temporary, { force: true });
  }
  return {
    recordChildren(children) {
      write(children);
      renameSync(temporary, path);
    },
    release() {
      if (readRun(dataDir)?.supervisor.pid === supervisor.pid) rmSync(path, { force: true });
    },
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a stale run file, unless somebody else replaced it meanwhile. */
function takeAway(path: string, stale: Run | null): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // another start was faster
  }
  const taken = readRunAt(aside);
  if (taken && taken.supervisor.startedAt !== stale?.supervisor.startedAt && isAlive(taken.supervisor))
    tryLink(aside, path);
  rmSync(aside, { force: true });
}

async function endLeftovers(children: readonly ProcessIdentity[]): Promise<void> {
  const signalAll = (signal: NodeJS.Signals) => {
    for (const child of children.filter(isAlive)) process.kill(child.pid, signal);
  };
  const allGone = async (timeoutMs: number) => {
    const deadline = Date.now() + timeoutMs;
    while (children.some(isAlive) && Date.now() < deadline) await Bun.sleep(20);
    return !children.some(isAlive);
  };
  signalAll('SIGTERM');
  if (await allGone(5_000)) return;
  signalAll('SIGKILL');
  await allGone(2_000);
}

function readRun(dataDir: string): Run | null {
  return readRunAt(runPath(dataDir));
}

function readRunAt(path: string): Run | null {
  try {
    return runSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null; // absent or damaged: either way nobody can be named
  }
}
