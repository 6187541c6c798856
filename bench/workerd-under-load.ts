import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { workerdConfig } from '../cli/build/workerd-config.ts';
import { spawnChild } from '../platform/process/spawn-child.ts';
import { requireEngine } from '../testkit/engines.ts';
import { freePort } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';

export type WorkerdUnderLoad = {
  url: string;
  /** Sends `requests` GETs and returns the CPU microseconds the workerd process spent on each. */
  cpuMicrosPerRequest(path: string, requests: number): Promise<number>;
  /** All CPU microseconds of the process so far. */
  cpuMicrosSinceStart(): Promise<number>;
  stop(): Promise<void>;
};

/** One plain workerd with `bundlePath`; its CPU is read from the kernel's own account of the process. */
export async function startWorkerd(options: {
  bundlePath: string;
  dir: string;
  originAddress: string;
  env: Record<string, string>;
  /** Where it listens; a free one by default. */
  port?: number;
  /** Answers 200 once the worker is up. */
  readyPath: string;
}): Promise<WorkerdUnderLoad> {
  const { dir, bundlePath, originAddress } = options;
  const port = options.port ?? (await freePort());
  const stateDir = join(dir, 'rooms');
  await mkdir(stateDir, { recursive: true });
  const configPath = join(dir, 'workerd.capnp');
  const listenAddress = `127.0.0.1:${port}`;
  await Bun.write(configPath, workerdConfig({ configPath, bundlePath, listenAddress, originAddress, stateDir }));
  const child = spawnChild({
    argv: [requireEngine('workerd'), 'serve', configPath],
    env: options.env,
    signalOnParentDeath: 'KILL',
  });
  const url = `http://${listenAddress}`;
  await waitFor(async () => (await fetch(url + options.readyPath).catch(() => null))?.ok, {
    timeoutMs: 10_000,
    what: 'workerd',
  });
  return {
    url,
    async cpuMicrosPerRequest(path, requests) {
      const before = await schedulerMicros(child.pid);
      await load(url + path, requests);
      return ((await schedulerMicros(child.pid)) - before) / requests;
    },
    cpuMicrosSinceStart: () => schedulerMicros(child.pid),
    async stop() {
      await child.stop(1_000);
    },
  };
}

const connections = 16;

async function load(url: string, requests: number): Promise<void> {
  let left = requests;
  const work = async () => {
    while (left-- > 0) {
      const response = await fetch(url);
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`answer ${response.status} under load`);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
}

/** The scheduler's own count of all threads, in nanoseconds (Documentation/scheduler/sched-stats); ticks would be too coarse. */
async function schedulerMicros(pid: number): Promise<number> {
  let nanos = 0;
  for await (const path of new Bun.Glob('*/schedstat').scan({
    cwd: `/proc/${pid}/task`,
    absolute: true,
    onlyFiles: false,
  }))
    nanos += Number((await Bun.file(path).text()).split(' ')[0]);
  return nanos / 1000;
}
