import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, type ChildExit, spawnChild } from '../../platform/process/spawn-child.ts';
import { Failure } from '../failure.ts';
import { nextDelayMs } from './back-off.ts';
import type { LogFile } from './log-file.ts';
import { identifyProcess, type ProcessIdentity } from './process-identity.ts';

export type ServiceSpec = {
  name: string;
  argv: readonly [string, ...string[]];
  cwd: string;
  /** The child's whole environment. */
  env: Record<string, string>;
  /** Asked again and again until it answers true; may throw. */
  isReady(): Promise<boolean>;
  /** From SIGTERM to SIGKILL. */
  graceMs: number;
  /** What the kernel sends the child when the supervisor is killed. */
  signalOnParentDeath: 'TERM' | 'KILL';
};

export type ServiceReport =
  | { state: 'ready'; pid: number; durationMs: number; restarted: boolean }
  | { state: 'died'; exit: ChildExit; lastLines: string[]; retryInMs: number };

export type Service = {
  readonly spec: ServiceSpec;
  /** The running child, if there is one. */
  identity(): ProcessIdentity | null;
  /** Resolves when the service is ready. Rejects with `service_failed` when its first start fails; later ones are retried. */
  start(): Promise<void>;
  /** Ends the child and the retrying; aborting `hurry` skips the grace. */
  stop(hurry: AbortSignal): Promise<void>;
};

const readyTimeoutMs = 30_000;
const probeEveryMs = 15;
const outputSlackMs = 500;

/** A child process that is kept alive until `stop`. `onReport` hears of every readiness and every death, `onSpawn` of every start. */
export function createService(
  spec: ServiceSpec,
  log: LogFile,
  listeners: { onReport(report: ServiceReport): void; onSpawn(): void },
): Service {
  const stopping = new AbortController();
  let child: Child | null = null;
  let identity: ProcessIdentity | null = null;
  let keptAlive: Promise<void> = Promise.resolve();

  async function launch(restarted: boolean): Promise<{ launched: Child; isReady: boolean }> {
    const startedAt = performance.now();
    const launched = spawnChild({
      argv: spec.argv,
      cwd: spec.cwd,
      env: spec.env,
      onStdoutLine: log.append,
      onStderrLine: log.append,
      signalOnParentDeath: spec.signalOnParentDeath,
      ownSession: true,
    });
    child = launched;
    identity = identifyProcess(launched.pid);
    listeners.onSpawn();
    const isReady = await waitUntilReady(launched);
    const durationMs = performance.now() - startedAt;
    if (isReady) listeners.onReport({ state: 'ready', pid: launched.pid, durationMs, restarted });
    return { launched, isReady };
  }

  /** False when the child ended or the time was up first (it is ended then). */
  async function waitUntilReady(launched: Child): Promise<boolean> {
    let hasEnded = false;
    void launched.exited.then(() => {
      hasEnded = true;
    });
    const deadline = performance.now() + readyTimeoutMs;
    while (!hasEnded && !stopping.signal.aborted) {
      if (await spec.isReady().catch(() => false)) return !hasEnded;
      if (performance.now() > deadline) {
        log.append(`not ready after ${readyTimeoutMs / 1000} s, ending it`);
        await launched.stop(spec.graceMs);
        return false;
      }
      await sleep(probeEveryMs);
    }
    return false;
  }

  async function keepAlive(first: Child): Promise<void> {
    let current = first;
    let startedAt = performance.now();
    let delayMs: number | null = null;
    while (true) {
      const exit = await current.exited;
      if (stopping.signal.aborted) return;
      delayMs = nextDelayMs(delayMs, performance.now() - startedAt);
      listeners.onReport({ state: 'died', exit, lastLines: log.tail(), retryInMs: delayMs });
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      startedAt = performance.now();
      current = (await launch(true)).launched;
    }
  }

  return {
    spec,
    identity: () => identity,
    async start() {
      const { launched, isReady } = await launch(false);
      if (!isReady) {
        if (stopping.signal.aborted) return;
        const tail = log.tail().slice(-10).join('\n');
        throw new Failure('service_failed', `${spec.name} did not start; its last lines:\n${tail}`);
      }
      keptAlive = keepAlive(launched);
    },
    async stop(hurry) {
      stopping.abort();
      const running = child;
      if (running) {
        const kill = () => running.kill('SIGKILL');
        hurry.addEventListener('abort', kill, { once: true });
        const ended = running.stop(hurry.aborted ? 0 : spec.graceMs).then(() => keptAlive);
        // A grandchild that holds the output open must not hold up the stop.
        await Promise.race([ended, sleep(spec.graceMs + outputSlackMs, undefined, { ref: false })]);
        hurry.removeEventListener('abort', kill);
      }
      log.close();
    },
  };
}
