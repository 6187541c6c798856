import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir, waitFor } from '../../testkit/services.ts';
import { spawnChild } from './spawn-child.ts';

const sh = (script: string): [string, ...string[]] => ['/bin/sh', '-c', script];

describe('spawnChild', () => {
  test('gives both outputs by line, the unfinished last one too, before it settles', async () => {
    const out: string[] = [];
    const err: string[] = [];
    const child = spawnChild({
      argv: sh(`printf 'one\\n\\ntwo ünï'; printf 'bad\\nworse\\n' >&2; seq 20000`),
      onStdoutLine: (line) => out.push(line),
      onStderrLine: (line) => err.push(line),
    });
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(out.slice(0, 4)).toEqual(['one', '', 'two ünï1', '2']);
    expect(out.at(-1)).toBe('20000');
    expect(out).toHaveLength(20_002);
    expect(err).toEqual(['bad', 'worse']);
    const last: string[] = [];
    await spawnChild({ argv: sh('printf unfinished'), onStdoutLine: (line) => last.push(line) }).exited;
    expect(last).toEqual(['unfinished']);
  });

  test('characters cut in two by the pipe are whole again', async () => {
    const out: string[] = [];
    const argv = sh(`printf '\\303'; sleep 0.1; printf '\\274ber\\n'`);
    await spawnChild({ argv, onStdoutLine: (line) => out.push(line) }).exited;
    expect(out).toEqual(['über']);
  });

  test('tells the exit code or the signal', async () => {
    expect(await spawnChild({ argv: sh('exit 7') }).exited).toEqual({ code: 7, signal: null });
    const killed = spawnChild({ argv: sh('sleep 60') });
    killed.kill('SIGKILL');
    expect((await killed.exited).signal).toBe('SIGKILL');
  });

  test('the environment is the given one and nothing else; the folder too', async () => {
    await using dir = await tempDir();
    const out: string[] = [];
    const argv: [string, ...string[]] = ['/usr/bin/env'];
    await spawnChild({ argv, env: { ONLY: 'this' }, onStdoutLine: (line) => out.push(line) }).exited;
    expect(out).toEqual(['ONLY=this']);
    const where: string[] = [];
    await spawnChild({ argv: sh('pwd'), cwd: dir.path, onStdoutLine: (line) => where.push(line) }).exited;
    expect(where).toEqual([dir.path]);
  });

  test('a program that does not exist is an error or a failing exit, never a hang', async () => {
    const outcome = await Promise.resolve()
      .then(() => spawnChild({ argv: ['/nonexistent/program'] }).exited)
      .catch(() => ({ code: -1 }));
    expect(outcome.code).not.toBe(0);
  });

  test('stop asks first, and is harmless afterwards', async () => {
    const out: string[] = [];
    const child = spawnChild({
      argv: sh(`trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.05; done`),
      onStdoutLine: (line) => out.push(line),
    });
    await waitFor(() => out.includes('up'));
    expect(await child.stop(10_000)).toEqual({ code: 3, signal: null });
    expect(out).toEqual(['up', 'bye']);
    expect(await child.stop(10_000)).toEqual({ code: 3, signal: null });
  });

  test('stop kills what does not listen once the grace is over', async () => {
    const out: string[] = [];
    const argv = sh(`trap '' TERM; echo up; while :; do sleep 0.05; done`);
    const child = spawnChild({ argv, onStdoutLine: (line) => out.push(line) });
    await waitFor(() => out.includes('up'));
    const begunMs = performance.now();
    expect((await child.stop(300)).signal).toBe('SIGKILL');
    expect(performance.now() - begunMs).toBeGreaterThan(290);
    expect(isAlive(child.pid)).toBe(false);
  });

  test.skipIf(process.platform !== 'linux')('the child dies when its parent is killed outright', async () => {
    const script = `
      const { spawnChild } = await import(${JSON.stringify(join(import.meta.dir, 'spawn-child.ts'))});
      for (const signalOnParentDeath of ['TERM', 'KILL']) {
        const argv = ['/bin/sh', '-c', (signalOnParentDeath === 'KILL' ? 'trap "" TERM; ' : '') + 'while :; do sleep 0.05; done'];
        console.log(spawnChild({ argv, signalOnParentDeath }).pid);
      }
      setInterval(() => {}, 1000);`;
    const pids: number[] = [];
    const parent = spawnChild({
      argv: [process.execPath, '-e', script],
      onStdoutLine: (line) => pids.push(Number(line)),
    });
    await waitFor(() => pids.length === 2);
    expect(pids.map(isAlive)).toEqual([true, true]);
    parent.kill('SIGKILL');
    await parent.exited;
    await waitFor(() => !pids.some(isAlive), { what: 'both children to be gone' });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody has reaped yet is dead, too.
    return !existsSync('/proc/self/stat') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
