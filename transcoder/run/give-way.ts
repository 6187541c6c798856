import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Lowers the priority of a running process, thread by thread as Linux counts it; threads begun later inherit it. */
export function giveWay(pid: number, niceness: number): void {
  for (const thread of threadsOf(pid)) {
    try {
      setPriority(thread, niceness);
    } catch {
      // It has just ended.
    }
  }
}

function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid]; // no /proc, or ended
  }
}
