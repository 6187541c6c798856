/** Where a verb speaks: sentences for people, or one JSON object per line with `--json`. */
export type Output = {
  readonly json: boolean;
  /** For people only. */
  line(text?: string): void;
  /** For programs only. */
  event(event: { event: string } & Record<string, unknown>): void;
  /** People read it on stderr; programs get `{"event":"error","code","message"}` on stdout. */
  error(code: string, message: string): void;
};

export function createOutput(json: boolean): Output {
  return {
    json,
    line: (text = '') => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    event: (event) => {
      if (json) process.stdout.write(`${JSON.stringify(event)}\n`);
    },
    error: (code, message) => {
      if (json) process.stdout.write(`${JSON.stringify({ event: 'error', code, message })}\n`);
      else process.stderr.write(`kinora: ${message}\n`);
    },
  };
}
