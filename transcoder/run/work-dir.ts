import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const namePattern = /^job-(\d+)-(\d+)-/;

/** A private directory (0700) named after this process, so that a later one can tell whether its owner still lives. */
export async function makeWorkDir(root: string): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  return mkdtemp(join(root, `job-${process.pid}-${await startTicks(process.pid)}-`));
}

/** Removes what processes that are gone left in `root`. Returns how many directories that were. */
export async function sweepWorkDirs(root: string): Promise<number> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  let removed = 0;
  for (const name of await readdir(root)) {
    const [, pid, ticks] = namePattern.exec(name) ?? [];
    if (pid === undefined || (isAlive(Number(pid)) && (await startTicks(Number(pid))) === ticks)) continue;
    await rm(join(root, name), { recursive: true, force: true });
    removed++;
  }
  return removed;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When the process started: in a container a pid alone is reused by every start. `0` where there is no /proc. */
async function startTicks(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // proc(5): field 22, counted after the command name, which may itself hold spaces and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}
