/** Something the person at the terminal can act on: printed as one line, never with a stack. */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** Stable, for `--json` readers: `port_taken`, `already_running`, … */
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** A command line that cannot be understood (exit code 2, as shells and getopt have it). */
export function usageFailure(message: string): Failure {
  return new Failure('usage', message, { exitCode: 2 });
}
