import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { projectDir } from '../paths.ts';

/** True for the versions that the pinned wrangler runs on: Node.js 22.12 and newer. */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 22 || (Number(major) === 22 && Number(minor) >= 12);
}

/** A Node.js for wrangler: PATH's when it is new enough, else the one among the packages. */
export function findNode(): string {
  const packaged = join(projectDir, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  // `bun run` puts a node of its own on PATH, which answers with the version bun imitates.
  for (const path of [Bun.which('node'), packaged]) {
    if (path === null || !existsSync(path) || path.includes('bun-node')) continue;
    const { stdout, success } = Bun.spawnSync([path, '--version'], { stderr: 'ignore' });
    if (success && isNewEnough(stdout.toString().trim())) return path;
  }
  throw new Failure('node_missing', 'wrangler needs Node.js 22.12 or newer on PATH');
}
