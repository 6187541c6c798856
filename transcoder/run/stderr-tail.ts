const keptLines = 40;
const keptLineChars = 400;

/** Keeps the last lines of a program's error output, bounded whatever a hostile input makes it print. */
export class StderrTail {
  readonly #lines: string[] = [];

  add(line: string): void {
    if (/\[(verbose|info|debug)\]/.test(line)) return;
    this.#lines.push(redact(line.slice(0, keptLineChars)));
    if (this.#lines.length > keptLines) this.#lines.shift();
  }

  toString(): string {
    return this.#lines.join('\n');
  }
}

/** URLs may carry signatures and paths tell of the machine; neither helps to understand a failure. */
export function redact(line: string): string {
  return line
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[url]')
    .replace(/(?:file:)?(?:\/[\w.@%+-]+){2,}/g, (path) => `…/${path.slice(path.lastIndexOf('/') + 1)}`);
}
