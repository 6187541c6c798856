import { Database } from 'bun:sqlite';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../paths.ts';

const distDir = join(projectDir, 'dist');
/** A build takes seconds. */
const lockWaitMs = 120_000;

/** What is built apart from each other, and the folders whose files go into it. */
const builds = {
  edge: {
    sources: ['edge', 'shared', 'web', 'cli/build'],
    build: async () => (await import('../build/build.ts')).buildAll(),
  },
  origin: {
    sources: ['origin', 'platform', 'shared', 'cli/build'],
    build: async () => (await import('../build/build-origin.ts')).buildOrigin(),
  },
};

/** Changes whenever a file in the folders `sources` does that goes into what is built. */
export async function hashSources(rootDir: string, sources: readonly string[]): Promise<string> {
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

/** Builds the edge worker, the web assets and origin unless dist/ already holds them as the sources are now. */
export async function ensureBuilt(options: { force?: boolean } = {}): Promise<{ built: boolean; durationMs: number }> {
  const startedAt = performance.now();
  let built = false;
  for (const [name, { sources, build }] of Object.entries(builds)) {
    const stampPath = join(distDir, `.sources-${name}`);
    const wanted = await hashSources(projectDir, sources);
    const isFresh = () => existsSync(stampPath) && readFileSync(stampPath, 'utf8') === wanted;
    if (isFresh() && options.force !== true) continue;
    await oneAtATime(async () => {
      // Who waited may find that it has been built meanwhile.
      if (isFresh() && options.force !== true) return;
      await build();
      await Bun.write(stampPath, wanted);
      built = true;
    });
  }
  return { built, durationMs: performance.now() - startedAt };
}

/** Roles that are started together would build into each other's files. The lock goes with its process, however that ends. */
async function oneAtATime(work: () => Promise<void>): Promise<void> {
  mkdirSync(distDir, { recursive: true });
  const lock = new Database(join(distDir, '.lock'));
  try {
    lock.run(`pragma busy_timeout = ${lockWaitMs}`);
    lock.run('begin exclusive');
    await work();
  } finally {
    lock.close();
  }
}

/** Who keeps a copy: roles that run alone may share a data directory, but not a folder they replace. */
type BuildOwner = 'edge' | 'origin';

const ownParts: Record<BuildOwner, readonly string[]> = { edge: ['worker'], origin: ['origin', 'assets'] };

const copyDir = (dataDir: string, owner: BuildOwner) => join(dataDir, `build-${owner}`);

/** The worker that workerd runs, in the copy of the role `edge`. */
export const installedWorker = (dataDir: string) => join(copyDir(dataDir, 'edge'), 'worker/worker.js');

/** In the copy of the role `origin`: its program, and what it serves at `/assets/`. */
export const installedOrigin = (dataDir: string) => ({
  programPath: join(copyDir(dataDir, 'origin'), 'origin/main.js'),
  assetsDir: join(copyDir(dataDir, 'origin'), 'assets/assets'),
});

/** Copies dist/ into `dataDir`, so that a later build does not pull the files from under a running server. */
export function installBuild(dataDir: string, owner: BuildOwner): void {
  const target = copyDir(dataDir, owner);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const part of ownParts[owner]) cpSync(join(distDir, part), join(target, part), { recursive: true });
  // Origin looks from there for the packages that are not part of its program.
  if (owner === 'origin') symlinkSync(join(projectDir, 'node_modules'), join(target, 'node_modules'));
}
