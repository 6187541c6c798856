import { spawnChild } from '../platform/process/spawn-child.ts';

export type CommandResult = { code: number; output: string; durationMs: number };

/** Runs a program to its end; `output` is its stdout and stderr, lines in the order they came. */
export async function runCommand(options: {
  argv: readonly [string, ...string[]];
  cwd?: string;
  env?: Record<string, string>;
  signal?: AbortSignal;
}): Promise<CommandResult> {
  const startedAt = performance.now();
  const lines: string[] = [];
  const child = spawnChild({
    argv: options.argv,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    onStdoutLine: (line) => lines.push(line),
    onStderrLine: (line) => lines.push(line),
  });
  const abort = () => child.kill('SIGTERM');
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    const { code, signal } = await child.exited;
    if (signal !== null) lines.push(`${options.argv[0]} was ended by ${signal}`);
    return { code: code ?? 1, output: lines.join('\n'), durationMs: performance.now() - startedAt };
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
}
