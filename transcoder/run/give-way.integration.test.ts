import { expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { requireEngine } from '../../testkit/engines.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { giveWay } from './give-way.ts';

/** The niceness of every thread: field 19 of /proc/PID/task/TID/stat (proc(5)). */
async function nicenessOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const stats = await Promise.all(threads.map((thread) => Bun.file(`/proc/${pid}/task/${thread}/stat`).text()));
  return stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]));
}

test('every thread of a running encoder gives way', async () => {
  const source = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30:duration=60'];
  const argv = [requireEngine('ffmpeg'), '-v', 'error', '-nostdin', ...source, '-c:v', 'libx264', '-f', 'null', '-'];
  const child = Bun.spawn(argv, { stderr: 'inherit' });
  try {
    await waitFor(async () => (await nicenessOf(child.pid)).length > 2, { what: 'the threads of the encoder' });
    const [own = 0] = await nicenessOf(child.pid);
    expect(own).toBeLessThan(15);
    giveWay(child.pid, 15);
    expect(new Set(await nicenessOf(child.pid))).toEqual(new Set([15]));
  } finally {
    child.kill('SIGKILL');
    await child.exited;
  }
  expect(() => giveWay(child.pid, 15)).not.toThrow();
});
