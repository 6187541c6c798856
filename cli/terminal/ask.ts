import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Failure } from '../failure.ts';

/** Asks on the terminal and returns the line typed. A `secret` one is not shown. Ctrl-C is a `Failure` with exit code 130. */
export async function ask(question: string, options: { secret?: boolean } = {}): Promise<string> {
  // readline echoes to its output, so a secret's output swallows everything.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const interrupted = new AbortController();
  process.stderr.write(question);
  const reader = createInterface({
    input: process.stdin,
    output: options.secret ? silent : process.stderr,
    terminal: true,
  });
  reader.on('SIGINT', () => interrupted.abort());
  try {
    return (await reader.question('', { signal: interrupted.signal })).trim();
  } catch (cause) {
    throw new Failure('interrupted', 'stopped', { cause, exitCode: 130 });
  } finally {
    reader.close();
    if (options.secret) process.stderr.write('\n');
  }
}
