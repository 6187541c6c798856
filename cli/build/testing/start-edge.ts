import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { requireEngine } from '../../../testkit/engines.ts';
import { SOCKET_NAME, workerdConfig } from '../workerd-config.ts';

export type RunningEdge = {
  url: string;
  port: number;
  /** The runtime's process, where it is one of ours. */
  pid: number | null;
  /** What the worker wrote to its console. */
  log: string[];
  stop(): Promise<void>;
};

export type EdgeOptions = {
  /** Kept for the life of the process; holds the configuration and the rooms. */
  dir: string;
  bundlePath: string;
  originAddress: string;
  port: number;
  /** The worker's bindings. Nothing else reaches it. */
  env: Record<string, string>;
};

/** The built worker in a real workerd. */
export async function startEdge({ dir, bundlePath, originAddress, port, env }: EdgeOptions): Promise<RunningEdge> {
  const configPath = join(dir, 'workerd.capnp');
  const stateDir = join(dir, 'rooms');
  await mkdir(stateDir, { recursive: true });
  const listenAddress = `127.0.0.1:${port}`;
  await Bun.write(configPath, workerdConfig({ configPath, bundlePath, listenAddress, originAddress, stateDir }));

  const child = Bun.spawn([requireEngine('workerd'), 'serve', '--control-fd=3', configPath], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  void collect(child.stdout, log);
  void collect(child.stderr, log);
  const stop = async () => {
    child.kill('SIGKILL'); // open WebSockets would keep SIGTERM waiting
    await child.exited;
  };
  try {
    const listening = await firstListen(child.stdio[3]);
    return { url: `http://127.0.0.1:${listening}`, port: listening, pid: child.pid, log, stop };
  } catch (error) {
    await stop();
    throw new Error(`workerd did not start:\n${log.join('')}`, { cause: error });
  }
}

async function firstListen(descriptor: unknown): Promise<number> {
  if (typeof descriptor !== 'number') throw new Error('no control descriptor');
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of Bun.file(descriptor).stream()) {
    text += decoder.decode(chunk, { stream: true });
    for (const line of text.split('\n')) {
      if (!line.endsWith('}')) continue;
      const event = JSON.parse(line) as { event: string; socket: string; port: number }; // workerd's own format
      if (event.event === 'listen' && event.socket === SOCKET_NAME) return event.port;
    }
  }
  throw new Error('workerd ended');
}

async function collect(stream: ReadableStream<Uint8Array>, into: string[]): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) into.push(decoder.decode(chunk, { stream: true }));
}
