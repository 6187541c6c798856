import { readdir } from 'node:fs/promises';

export type PeakMemory = {
  /** Of one of the processes watched and everything it started, at the same moment. */
  treeBytes: number;
  /** Of one process whose program's name begins with the key. */
  byProgram: Record<string, number>;
};

const everyMs = 250;
const pageBytes = 4096;

type Process = { pid: number; parentPid: number; name: string; residentBytes: number };

/** Samples the resident memory of `rootPids` and their descendants until `stop`; shared pages count for each. */
export function watchMemory(rootPids: readonly number[], programs: readonly string[]): { stop(): Promise<PeakMemory> } {
  const peak: PeakMemory = { treeBytes: 0, byProgram: Object.fromEntries(programs.map((name) => [name, 0])) };
  let isStopped = false;
  const watching = (async () => {
    while (!isStopped) {
      const all = await listProcesses();
      for (const root of rootPids) {
        const tree = descendants(all, root);
        peak.treeBytes = Math.max(peak.treeBytes, sum(tree));
        for (const name of programs)
          for (const each of tree.filter((one) => one.name.startsWith(name)))
            peak.byProgram[name] = Math.max(peak.byProgram[name] ?? 0, each.residentBytes);
      }
      await Bun.sleep(everyMs);
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await watching;
      return peak;
    },
  };
}

/** proc(5): the parent and the resident pages are fields 4 and 24 of /proc/PID/stat, after the name in brackets. */
async function listProcesses(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid): Promise<Process[]> => {
      const stat = await Bun.file(`/proc/${pid}/stat`)
        .text()
        .catch(() => '');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      const [parentPid, pages] = [Number(fields[1]), Number(fields[21])];
      return stat === '' ? [] : [{ pid: Number(pid), parentPid, name, residentBytes: pages * pageBytes }];
    }),
  );
  return found.flat();
}

function descendants(all: readonly Process[], root: number): Process[] {
  const tree = all.filter(({ pid }) => pid === root);
  for (const each of tree) tree.push(...all.filter(({ parentPid }) => parentPid === each.pid));
  return tree;
}

const sum = (processes: readonly Process[]): number =>
  processes.reduce((total, { residentBytes }) => total + residentBytes, 0);
