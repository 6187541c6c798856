import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { spawnChild } from '../platform/process/spawn-child.ts';
import { requireEngine } from './engines.ts';
import { freePort, startRedis, startSqld, tempDir, waitFor } from './services.ts';

describe('services', () => {
  test.each([
    ['sqld', startSqld],
    ['redis', startRedis],
  ])(
    '%s: two run side by side and are gone after stop',
    async (_name, start) => {
      const both = await Promise.all([start(), start()]);
      expect(both[0].url).not.toBe(both[1].url);
      for (const { url } of both) expect(await isOpen(url)).toBe(true);
      for (const { stop } of both) await stop();
      await both[0].stop();
      for (const { url } of both) expect(await isOpen(url)).toBe(false);
    },
    30_000,
  );

  test('radosgw, its files and all its daemons go with the process that started it', async () => {
    requireEngine('radosgw');
    const services = JSON.stringify(join(import.meta.dir, 'services.ts'));
    const script = `const { startS3 } = await import(${services}); console.log((await startS3()).endpoint); setInterval(() => {}, 1000);`;
    const lines: string[] = [];
    const { PATH = '' } = process.env;
    await using dir = await tempDir();
    const env = { PATH, TMPDIR: dir.path };
    const owner = spawnChild({
      argv: [process.execPath, '-e', script],
      env,
      onStdoutLine: (line) => lines.push(line),
    });
    const endpoint = await waitFor(() => lines[0], { timeoutMs: 60_000 });
    expect(await isOpen(endpoint)).toBe(true);
    owner.kill('SIGKILL');
    await owner.exited;
    await waitFor(async () => !(await isOpen(endpoint)), { what: 'radosgw to end' });
    await waitFor(async () => (await readdir(dir.path)).length === 0, { what: 'its files to go' });
  }, 90_000);

  test('a temporary directory is removed with what it holds', async () => {
    let path: string;
    {
      await using dir = await tempDir();
      path = dir.path;
      await Bun.write(join(path, 'deep/file'), 'x');
    }
    expect(existsSync(path)).toBe(false);
  });
});

describe('waitFor', () => {
  test('gives the first truthy value and says what it waited for', async () => {
    let count = 0;
    expect(await waitFor(() => (++count === 3 ? `${count}` : null), { intervalMs: 1 })).toBe('3');
    const failing = waitFor(
      () => {
        throw new Error('not yet');
      },
      { timeoutMs: 50, what: 'the impossible' },
    );
    await expect(failing).rejects.toMatchObject({
      message: 'waited 50 ms for the impossible',
      cause: new Error('not yet'),
    });
  });
});

test('freePort gives ports that can be listened on', async () => {
  const ports = await Promise.all(Array.from({ length: 5 }, freePort));
  for (const port of ports) {
    const server = Bun.serve({ port, hostname: '127.0.0.1', fetch: () => new Response() });
    await server.stop(true);
  }
});

function isOpen(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const settle = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
