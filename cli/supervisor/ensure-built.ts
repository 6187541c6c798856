import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../paths.ts';

const sources = ['edge', 'shared', 'web', 'cli/build'];
const distDir = join(projectDir, 'dist');
const stampPath = join(distDir, '.sources');

/** Changes whenever a file that goes into the worker or the web assets does. */
export async function hashSources(rootDir: string): Promise<string> {
  const hasher = new Bun.CryptoHasher('sha256');
  const files = sources.flatMap((dir) => {
    const cwd = join(rootDir, dir);
    return existsSync(cwd) ? [...new Bun.Glob('**/*').scanSync({ cwd })].map((file) => join(dir, file)) : [];
  });
  for (const file of ['bun.lock', ...files.sort()]) {
    if (/\.test\.tsx?$/.test(file)) continue;
    hasher.update(`${file}\0`).update(readFileSync(join(rootDir, file)));
  }
  return hasher.digest('hex');
}

/** Builds the edge worker and the web assets unless dist/ already holds them as the sources are now. */
export async function ensureBuilt(options: { force?: boolean } = {}): Promise<{ built: boolean; durationMs: number }> {
  const startedAt = performance.now();
  const wanted = await hashSources(projectDir);
  const isFresh = existsSync(stampPath) && readFileSync(stampPath, 'utf8') === wanted;
  const mustBuild = options.force === true || !isFresh;
  if (mustBuild) {
    const { buildAll } = await import('../build/build.ts');
    await buildAll();
    await Bun.write(stampPath, wanted);
  }
  return { built: mustBuild, durationMs: performance.now() - startedAt };
}

/** Who keeps a copy: roles that run alone may share a data directory, but not a folder they replace. */
type BuildOwner = 'edge' | 'origin';

/** Where a data directory keeps its copy of the build. */
export const installedBuild = (dataDir: string, owner: BuildOwner) => ({
  /** The worker that wrangler ships and workerd runs. */
  bundlePath: join(dataDir, `build-${owner}`, 'worker/worker.js'),
  /** What origin serves at `/assets/`. */
  assetsDir: join(dataDir, `build-${owner}`, 'assets/assets'),
});

/** Copies dist/ into `dataDir`, so that a later build does not pull the files from under a running server. */
export function installBuild(dataDir: string, owner: BuildOwner): void {
  const target = join(dataDir, `build-${owner}`);
  rmSync(target, { recursive: true, force: true });
  cpSync(distDir, target, { recursive: true });
}
