import { existsSync } from 'node:fs';

export type ChildOptions = {
  /** Program and arguments; never a shell line. */
  argv: readonly [string, ...string[]];
  cwd?: string;
  /** The child's whole environment; nothing is inherited beside it. */
  env?: Record<string, string>;
  /** Read as fast as the child reads; cancelled when that stops. Default: nothing. */
  stdin?: ReadableStream<Uint8Array>;
  onStdoutLine?: (line: string) => void;
  onStderrLine?: (line: string) => void;
  /** Sent to the child when this process dies, even by kill -9 (Linux). Default TERM. */
  signalOnParentDeath?: 'TERM' | 'KILL';
  /** Puts the child in a session of its own, so that Ctrl-C in the terminal reaches only this process. Default false. */
  ownSession?: boolean;
};

export type ChildExit = { code: number | null; signal: NodeJS.Signals | number | null };

export type Child = {
  pid: number;
  /** Settles when the child has ended and its output was read to the end; never rejects. */
  exited: Promise<ChildExit>;
  /** SIGTERM, then SIGKILL after `graceMs`. Resolves when the child is gone; harmless when it already is. */
  stop(graceMs: number): Promise<ChildExit>;
  kill(signal: NodeJS.Signals): void;
};

const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

/** Starts a program that cannot outlive this process and reports its output by line. Throws when it cannot be started. */
export function spawnChild(options: ChildOptions): Child {
  const guard = setpriv ? [setpriv, '--pdeathsig', options.signalOnParentDeath ?? 'TERM', '--'] : [];
  const child = Bun.spawn([...guard, ...options.argv], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    detached: options.ownSession ?? false,
    stdin: options.stdin ?? 'ignore',
    stdout: options.onStdoutLine ? 'pipe' : 'ignore',
    stderr: options.onStderrLine ? 'pipe' : 'ignore',
  });
  const output = Promise.all([
    eachLine(child.stdout, options.onStdoutLine),
    eachLine(child.stderr, options.onStderrLine),
  ]);
  const exited = child.exited.then(async () => {
    await output;
    return { code: child.exitCode, signal: child.signalCode };
  });
  return {
    pid: child.pid,
    exited,
    kill: (signal) => child.kill(signal),
    async stop(graceMs) {
      if (child.exitCode !== null || child.signalCode !== null) return exited;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      try {
        return await exited;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Calls `onLine` for each line of `stream`, the unfinished last one included. */
async function eachLine(
  stream: ReadableStream<Uint8Array> | undefined | null,
  onLine: ((line: string) => void) | undefined,
): Promise<void> {
  if (!stream || !onLine) return;
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  }
  if (rest) onLine(rest);
}
