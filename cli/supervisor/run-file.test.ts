import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { spawnChild } from '../../platform/process/spawn-child.ts';
import { tempDir } from '../../testkit/services.ts';
import { identifyProcess, isAlive } from './process-identity.ts';
import { claimRun, findRunning } from './run-file.ts';

const url = 'http://127.0.0.1:8787';
let dir: Awaited<ReturnType<typeof tempDir>>;
beforeEach(async () => {
  dir = await tempDir();
});
afterEach(() => dir.remove());

const writeRun = (run: object) => Bun.write(join(dir.path, 'run.json'), JSON.stringify(run));
const gone = { pid: process.pid, startedAt: 'long ago' };

describe("a data directory's run file", () => {
  test('is held by one supervisor at a time, until it is released', async () => {
    const [first, second] = await Promise.allSettled([claimRun(dir.path, url), claimRun(dir.path, url)]);
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect(findRunning(dir.path)).toMatchObject({ publicUrl: url, supervisor: { pid: process.pid } });
    for (const claim of [first, second]) if (claim.status === 'fulfilled') claim.value.release();
    expect(findRunning(dir.path)).toBeNull();
    (await claimRun(dir.path, url)).release();
    expect(existsSync(join(dir.path, 'run.json'))).toBe(false);
  });

  test('of a supervisor that is gone is taken over, even when its process id is in use again', async () => {
    await writeRun({ supervisor: gone, publicUrl: url, children: [] });
    expect(findRunning(dir.path)).toBeNull();
    (await claimRun(dir.path, url)).release();
  });

  test('that is damaged does not keep a start away', async () => {
    await Bun.write(join(dir.path, 'run.json'), '{"supervisor":');
    (await claimRun(dir.path, url)).release();
  });

  test('names the children to end before anything opens their files again', async () => {
    const child = spawnChild({ argv: ['sleep', '60'] });
    try {
      const identity = identifyProcess(child.pid);
      if (!identity) throw new Error('the child is not running');
      const stranger = { pid: process.pid, startedAt: 'somebody else' };
      await writeRun({ supervisor: gone, publicUrl: url, children: [identity, stranger] });
      const run = await claimRun(dir.path, url);
      expect(isAlive(identity)).toBe(false);
      run.release();
    } finally {
      await child.stop(0);
    }
  });
});
