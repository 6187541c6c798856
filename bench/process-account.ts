/** User and system time of a process: fields 14 and 15 of /proc/PID/stat, in ticks of 10 ms (proc(5)). */
export async function cpuMicros(pid: number): Promise<number> {
  const stat = await Bun.file(`/proc/${pid}/stat`).text();
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** The most memory a process held at once, in bytes, since it began or since `resetPeakMemory` (VmHWM in proc(5)). */
export const peakMemoryBytes = (pid: number) => statusBytes(pid, 'VmHWM');

/** The memory a process holds now, in bytes, pages of its program included. */
export const residentBytes = (pid: number) => statusBytes(pid, 'VmRSS');

async function statusBytes(pid: number, field: string): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text();
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
}

export async function resetPeakMemory(pid: number): Promise<void> {
  await Bun.write(`/proc/${pid}/clear_refs`, '5');
}

/**
 * Of the processor time that programs of this machine wanted while `work` was done, the share that its host gave to other
 * machines: `steal` beside all that is neither idle nor waiting for disks (proc_stat(5)).
 */
export async function withStolenShare<T>(work: () => Promise<T>): Promise<{ outcome: T; stolenShare: number }> {
  const before = await machineTicks();
  const outcome = await work();
  const after = await machineTicks();
  const stolen = after.stolen - before.stolen;
  return { outcome, stolenShare: stolen / Math.max(1, stolen + after.used - before.used) };
}

async function machineTicks(): Promise<{ used: number; stolen: number }> {
  const [line = ''] = (await Bun.file('/proc/stat').text()).split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = line.split(/ +/).slice(1).map(Number);
  return { used: user + nice + system + irq + softirq, stolen };
}
