import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from './boundaries.ts';

const floors = ['shared', 'platform', 'origin', 'transcoder', 'edge', 'web', 'testkit', 'cli', 'bench', 'e2e'];

/** Paths of the project's TypeScript files, sorted, from its root. */
export function listSourcePaths(rootDir: string): string[] {
  const glob = new Bun.Glob(`{${floors.join(',')}}/**/*.{ts,tsx}`);
  return [...glob.scanSync({ cwd: rootDir })].filter((path) => !path.includes('node_modules/')).sort();
}

export function readSources(rootDir: string): SourceFile[] {
  return listSourcePaths(rootDir).map((path) => ({ path, source: readFileSync(join(rootDir, path), 'utf8') }));
}
