import { beforeAll, expect, test } from 'bun:test';
import { runTool, type ToolRun } from './run-tool.ts';
import { detectSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await detectSandbox(256 * 2 ** 20);
});

const run = (script: string, options: Partial<ToolRun> = {}) =>
  runTool({
    name: 'shell',
    argv: ['sh', '-c', script],
    sandbox,
    signal: new AbortController().signal,
    deadlineMs: 20_000,
    ...options,
  });

test('a program without progress is stopped, its last words are kept without paths', async () => {
  const started = performance.now();
  const stuck = run('echo reading /srv/data/originals/x >&2; exec sleep 60', { stallMs: 200 });
  await expect(stuck).rejects.toMatchObject({ fault: 'stalled', stderrTail: 'reading …/x' });
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('a program that reports progress lives on, up to its deadline', async () => {
  const busy = run('while :; do echo frame; sleep 0.05; done', {
    stallMs: 1_000,
    deadlineMs: 600,
    onStdoutLine: (_, alive) => alive(),
  });
  await expect(busy).rejects.toMatchObject({ fault: 'deadline' });
});

test('a failing program tells its code; one that ignores SIGTERM is killed', async () => {
  await expect(run('exit 3')).rejects.toThrow('shell ended with code 3');
  const stop = new AbortController();
  const stubborn = run("trap '' TERM; echo ready; while :; do sleep 0.05; done", {
    signal: stop.signal,
    onStdoutLine: () => stop.abort(new Error('enough')),
  });
  await expect(stubborn).rejects.toThrow('enough');
});

test('programs see no variable of ours, no network interface, and a memory limit', async () => {
  process.env.KINORA_TEST_SECRET = 'secret';
  const lines: string[] = [];
  try {
    await run('env; cat /proc/net/dev; ulimit -d', { onStdoutLine: (line) => lines.push(line) });
  } finally {
    delete process.env.KINORA_TEST_SECRET;
  }
  const text = lines.join('\n');
  expect(text).not.toContain('KINORA_TEST_SECRET');
  expect(text).not.toMatch(/eth0|en[ps]\d/);
  expect(lines.at(-1)).toBe(String(256 * 1024));
});
