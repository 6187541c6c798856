import { spawnChild } from '../../platform/process/spawn-child.ts';
import { childEnv, type Sandbox, sandboxed } from './sandbox.ts';
import { StderrTail } from './stderr-tail.ts';

export type ToolRun = {
  /** For messages: `ffmpeg first rung`. */
  name: string;
  argv: readonly [string, ...string[]];
  sandbox: Sandbox;
  signal: AbortSignal;
  deadlineMs: number;
  /** Stop when `alive` was not called for this long. */
  stallMs?: number;
  cwd?: string;
  niceness?: number;
  /** An error of the stream ends the program's input early; it is the reader's to notice. */
  stdin?: ReadableStream<Uint8Array>;
  onStart?: (pid: number) => void;
  onStdoutLine?: (line: string, alive: () => void) => void;
  onStderrLine?: (line: string) => void;
};

export type ToolFault = 'exit' | 'deadline' | 'stalled';

/** A program failed, hung or ran too long. Its last words are in `stderrTail`, without URLs and paths. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly fault: ToolFault;
  readonly stderrTail: string;

  constructor(tool: string, fault: ToolFault, what: string, stderrTail: string) {
    super(`${tool} ${what}${stderrTail ? `: ${stderrTail.split('\n').slice(-3).join(' | ')}` : ''}`);
    this.fault = fault;
    this.stderrTail = stderrTail;
  }
}

const stopGraceMs = 500;

/**
 * Runs a program in the sandbox until it ends well. Throws `ToolError`, or `signal.reason` when aborted; in every
 * case the program is gone when the promise settles.
 */
export async function runTool(run: ToolRun): Promise<void> {
  run.signal.throwIfAborted();
  const tail = new StderrTail();
  const state: { fault: ToolFault | 'aborted' } = { fault: 'exit' };
  let lastAlive = performance.now();
  const alive = () => {
    lastAlive = performance.now();
  };
  const { onStdoutLine, onStderrLine } = run;
  const [program, ...rest] = sandboxed(run.sandbox, run.argv, run.niceness ? { niceness: run.niceness } : {});
  const child = spawnChild({
    argv: [program ?? run.argv[0], ...rest],
    env: childEnv(),
    signalOnParentDeath: 'KILL',
    ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
    ...(run.stdin === undefined ? {} : { stdin: run.stdin }),
    ...(onStdoutLine ? { onStdoutLine: (line: string) => onStdoutLine(line, alive) } : {}),
    onStderrLine: (line) => {
      tail.add(line);
      onStderrLine?.(line);
    },
  });
  run.onStart?.(child.pid);
  const stop = (why: typeof state.fault) => {
    if (state.fault === 'exit') state.fault = why;
    void child.stop(stopGraceMs);
  };
  const onAbort = () => stop('aborted');
  run.signal.addEventListener('abort', onAbort, { once: true });
  const deadline = setTimeout(() => stop('deadline'), run.deadlineMs);
  const { stallMs } = run;
  const watchdog =
    stallMs === undefined
      ? undefined
      : setInterval(() => performance.now() - lastAlive > stallMs && stop('stalled'), Math.min(1_000, stallMs / 4));
  try {
    const { code, signal } = await child.exited;
    const { fault } = state;
    if (fault === 'aborted') throw run.signal.reason;
    if (fault === 'stalled')
      throw new ToolError(run.name, fault, `made no progress for ${stallMs} ms`, tail.toString());
    if (fault === 'deadline')
      throw new ToolError(run.name, fault, `did not end within ${run.deadlineMs} ms`, tail.toString());
    if (code !== 0)
      throw new ToolError(
        run.name,
        fault,
        `ended with ${code === null ? `signal ${signal}` : `code ${code}`}`,
        tail.toString(),
      );
  } finally {
    clearTimeout(deadline);
    clearInterval(watchdog);
    run.signal.removeEventListener('abort', onAbort);
  }
}
