import { appendFileSync, closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs';

const rotateAtBytes = 10 * 1024 * 1024;
const tailLines = 20;

/** A service's log on disk, and its last lines at hand for the moment it dies. */
export type LogFile = { append(line: string): void; tail(): string[]; close(): void };

/** Opens `path` for appending; a log that has grown past 10 MiB becomes `<path>.1` first. */
export function openLogFile(path: string): LogFile {
  if (existsSync(path) && statSync(path).size > rotateAtBytes) renameSync(path, `${path}.1`);
  const file = openSync(path, 'a', 0o600);
  const last: string[] = [];
  let isOpen = true;
  return {
    append(line) {
      if (isOpen) appendFileSync(file, `${line}\n`);
      last.push(line);
      if (last.length > tailLines) last.shift();
    },
    tail: () => [...last],
    close: () => {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}
