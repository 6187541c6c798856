import { readFileSync } from 'node:fs';

/** A process that can be told from a later one with the same id. */
export type ProcessIdentity = { pid: number; startedAt: string };

/** Who runs under `pid` now, or `null` when nobody does. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  return startedAt === null ? null : { pid, startedAt };
}

/** True while that very process lives. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** Field 22 of /proc/PID/stat, clock ticks since boot (proc(5)); a zombie counts as gone. */
function startFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may itself hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    return state === 'Z' || state === 'X' ? null : (ticks ?? null);
  } catch {
    return null;
  }
}

function startFromPs(pid: number): string | null {
  const result = Bun.spawnSync(['ps', '-o', 'lstart=', '-p', String(pid)]);
  return result.stdout.toString().trim() || null;
}
