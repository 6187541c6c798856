export type Measured = { cpuSec: number; wallSec: number; stdout: string; stderr: string };

/**
 * Runs a program and accounts for it and everything it waited for, as the kernel does (wait4, getrusage(2)).
 * Throws with its last words when it fails.
 */
export async function measureCommand(argv: readonly string[], options: { cwd?: string } = {}): Promise<Measured> {
  const startedAt = performance.now();
  const child = Bun.spawn([...argv], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code !== 0) throw new Error(`${argv[0]} ended with ${code}: ${stderr.slice(-2000)}`);
  // Bun reports microseconds.
  const cpuSec = Number(child.resourceUsage()?.cpuTime.total ?? Number.NaN) / 1e6;
  return { cpuSec, wallSec: (performance.now() - startedAt) / 1000, stdout, stderr };
}
