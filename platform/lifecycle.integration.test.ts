import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';

/** Runs a program whose shutdown handler is `handler`, sends `signals` once it is up, and tells how it ended. */
async function shutDown(handler: string, signals: NodeJS.Signals[], options = '{}') {
  const script = `
    const { onShutdown } = await import(${JSON.stringify(join(import.meta.dir, 'lifecycle.ts'))});
    onShutdown(${handler}, ${options});
    setInterval(() => {}, 1000);
    console.log('up');`;
  const child = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'inherit' });
  const decoder = new TextDecoder();
  let output = '';
  for await (const chunk of child.stdout) {
    output += decoder.decode(chunk);
    // Each line of the program is answered with the next signal.
    const signal = output.endsWith('\n') ? signals.shift() : undefined;
    if (signal) child.kill(signal);
  }
  return { code: await child.exited, output: output.trim().split('\n') };
}

describe('onShutdown', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s runs the handler to its end, then exits with 0', async (signal) => {
    const handler = `async (signal) => { await Bun.sleep(50); console.log('closed on', signal); }`;
    expect(await shutDown(handler, [signal])).toEqual({ code: 0, output: ['up', `closed on ${signal}`] });
  });

  test('a handler that throws, or takes too long, exits with 1 and tells', async () => {
    const tell = `onError: (error) => console.log(error.message)`;
    const thrown = await shutDown(`() => { throw new Error('stuck') }`, ['SIGTERM'], `{ ${tell} }`);
    expect(thrown).toEqual({ code: 1, output: ['up', 'stuck'] });
    const slow = await shutDown(`() => new Promise(() => {})`, ['SIGTERM'], `{ timeoutMs: 100, ${tell} }`);
    expect(slow).toEqual({ code: 1, output: ['up', 'shutdown took longer than 100 ms'] });
  });

  test('more signals do not cut it short', async () => {
    const handler = `async (signal) => { console.log('closing on', signal); await Bun.sleep(200); console.log('closed'); }`;
    const output = ['up', 'closing on SIGINT', 'closed'];
    expect(await shutDown(handler, ['SIGINT', 'SIGTERM'])).toEqual({ code: 0, output });
  });
});
