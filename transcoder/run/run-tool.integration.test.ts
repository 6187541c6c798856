import { beforeAll, expect, test } from 'bun:test';
import { requireEngine } from '../../testkit/engines.ts';
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
  const stuck = run('echo reading /srv/data/originals/x >&2; exec sleep 60', { stallMs: 2_000 }); // time to say that
  await expect(stuck).rejects.toMatchObject({ fault: 'stalled', stderrTail: 'reading …/x' });
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

/** What a script in the sandbox says; it may fail. */
async function linesOf(script: string): Promise<string[]> {
  const lines: string[] = [];
  await run(`${script} 2>&1; exit 0`, { onStdoutLine: (line) => lines.push(line) });
  return lines;
}

test('programs see no network interface, no privilege, and a memory limit', async () => {
  const lines = await linesOf('cat /proc/net/dev; grep -E "^(Cap(Prm|Eff)|NoNewPrivs)" /proc/self/status; ulimit -d');
  expect(lines.filter((line) => line.includes(':') && !/^(Cap|NoNew|\s*lo:)/.test(line))).toEqual([]);
  expect(lines).toContain('NoNewPrivs:\t1');
  for (const line of lines.filter((each) => each.startsWith('Cap'))) expect(line).toEndWith(':\t0000000000000000');
  expect(lines.at(-1)).toBe(String(256 * 1024));
});

test('programs see no variable of ours: not handed down, not in the process that started them', async () => {
  // The kernel shows what a process was started with, so the secret must be there from the start.
  const script = `
    import { runTool } from '${import.meta.dir}/run-tool.ts';
    import { detectSandbox } from '${import.meta.dir}/sandbox.ts';
    await runTool({
      name: 'shell', argv: ['sh', '-c', 'env; cat /proc/' + process.pid + '/environ && echo READ; exit 0'],
      sandbox: await detectSandbox(2 ** 28), signal: new AbortController().signal, deadlineMs: 20_000,
      onStdoutLine: console.log, onStderrLine: console.log,
    });`;
  const parent = Bun.spawn([process.execPath, '-e', script], {
    env: { PATH: process.env.PATH ?? '', KINORA_TEST_SECRET: 'hush' },
    stdout: 'pipe',
  });
  const text = await parent.stdout.text();
  expect(await parent.exited).toBe(0);
  expect(text).toContain('PATH=');
  expect(text).toContain('Permission denied');
  expect(text).not.toMatch(/hush|KINORA|READ/);
});

test('an encoder that tries to reach a server of this machine or the internet cannot', async () => {
  let requests = 0;
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => {
      requests++;
      return new Response('seen');
    },
  });
  try {
    // As if the protocol allow-list had failed: nothing is left but the sandbox.
    const ffmpeg = requireEngine('ffmpeg');
    const reach = (url: string) => run('', { argv: [ffmpeg, '-nostdin', '-i', url, '-f', 'null', '-'] });
    await expect(reach(server.url.href)).rejects.toThrow(/unreachable|refused|error/i);
    await expect(reach('http://192.0.2.1/x.mp4')).rejects.toThrow(/unreachable|error/i);
    expect(requests).toBe(0);
  } finally {
    await server.stop(true);
  }
});
