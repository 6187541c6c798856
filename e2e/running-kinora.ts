import { join } from 'node:path';
import { type Child, type ChildExit, spawnChild } from '../platform/process/spawn-child.ts';
import { createApiClient } from '../shared/client/api-client.ts';
import { freePort, tempDir } from '../testkit/services.ts';

const root = join(import.meta.dir, '..');

/** One line of `--json` output. */
export type KinoraEvent = { event: string; [key: string]: unknown };

export type RunningKinora = Awaited<ReturnType<typeof runKinora>>;

/**
 * Runs `./kinora <args> --json` as a person would, in a data directory and on a port of its own.
 * `next(event)` resolves with the first such line, past ones included, and rejects when the process ends without it.
 */
export async function runKinora(args: string[], env: Record<string, string> = {}) {
  const dataDir = await tempDir();
  const port = await freePort();
  const events: KinoraEvent[] = [];
  const stderr: string[] = [];
  const waiting = new Set<() => void>();
  let exit: ChildExit | undefined;
  const child: Child = spawnChild({
    argv: [join(root, 'kinora'), ...args, '--json'],
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: process.env.HOME ?? '/root',
      ...(process.env.CI ? { CI: process.env.CI } : {}),
      KINORA_DATA: dataDir.path,
      KINORA_PORT: String(port),
      KINORA_UPLOADS_PER_HOUR: '1000',
      KINORA_REQUEST_LIMITS: 'off',
      ...env,
    },
    onStdoutLine: (line) => {
      if (!line.startsWith('{')) return;
      events.push(JSON.parse(line) as KinoraEvent); // our own process's documented output
      for (const wake of waiting) wake();
    },
    onStderrLine: (line) => stderr.push(line),
  });
  const exited = child.exited.then((status) => {
    exit = status;
    for (const wake of waiting) wake();
    return status;
  });

  /** The first event, past or future, for which `match` holds. */
  async function next(match: (event: KinoraEvent) => boolean): Promise<KinoraEvent> {
    for (;;) {
      const found = events.find(match);
      if (found) return found;
      if (exit)
        throw new Error(
          `kinora ended (${exit.code ?? exit.signal}) first: ${JSON.stringify(events.slice(-3))}\n${stderr.slice(-20).join('\n')}`,
        );
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
      });
    }
  }

  return {
    dataDir: dataDir.path,
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    events,
    stderr,
    exited,
    next,
    ready: () => next((event) => event.event === 'ready'),
    client: (accessToken?: string) =>
      createApiClient({ baseUrl: `http://127.0.0.1:${port}`, ...(accessToken ? { accessToken } : {}) }),
    /** Process id of a service, from its newest `service` line. */
    servicePid(name: string): number {
      const pid = events.findLast((event) => event.event === 'service' && event.name === name && event.pid)?.pid;
      if (typeof pid !== 'number') throw new Error(`no pid seen for ${name}`);
      return pid;
    },
    async stop(): Promise<void> {
      await child.stop(15_000);
      await dataDir.remove();
    },
  };
}
