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
