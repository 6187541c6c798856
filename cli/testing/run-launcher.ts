import { join } from 'node:path';
import { spawnChild } from '../../platform/process/spawn-child.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { projectDir } from '../paths.ts';

export type LauncherEvent = { event: string } & Record<string, unknown>;

/** Runs `kinora … --json` as a child of the test, with nothing of the caller's settings. */
export function runLauncher(
  args: string[],
  settings: Record<string, string>,
  options: { json: boolean } = { json: true },
) {
  const events: LauncherEvent[] = [];
  const errors: string[] = [];
  let hasEnded = false;
  const child = spawnChild({
    argv: [
      process.execPath,
      '--no-env-file',
      join(projectDir, 'cli/main.ts'),
      ...args,
      ...(options.json ? ['--json'] : []),
    ],
    cwd: projectDir,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', ...settings },
    onStdoutLine: (line) => {
      if (options.json) events.push(JSON.parse(line));
    },
    onStderrLine: (line) => void errors.push(line),
  });
  void child.exited.then(() => {
    hasEnded = true;
  });

  return {
    child,
    events,
    /** Waits for an event, past or future; fails at once when the program ended without it. */
    async next(match: (event: LauncherEvent) => boolean): Promise<LauncherEvent> {
      const found = await waitFor(() => events.find(match) ?? hasEnded, { timeoutMs: 30_000, what: 'an event' });
      if (found === true) throw new Error(`ended first: ${JSON.stringify(events)}\n${errors.join('\n')}`);
      return found;
    },
    /** Process ids of the services, each as last started. */
    servicePids(): Map<string, number> {
      const ready = events.filter((event) => event.event === 'service' && event.state === 'ready');
      return new Map(ready.map((event) => [String(event.name), Number(event.pid)]));
    },
  };
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
