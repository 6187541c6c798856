import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './root.ts';

export type OriginBuild = {
  /** The program, and beside it what it loads where it is used. */
  path: string;
  /** Modules that every origin holds in memory from its start on, as paths below the repository. */
  loadedAtStart: string[];
};

/** Brings a binary of its own, which it finds by where its files are. */
const notBundled = ['sharp'];

/**
 * Bundles origin into `<distDir>/origin/`. As one program it takes some 20 MB less memory than as the thousand files
 * it is made of, and two thirds of their time to start. It is not minified, so that stack traces can be read: a source
 * map would be held in memory too.
 */
export async function buildOrigin(distDir = join(root, 'dist')): Promise<OriginBuild> {
  const outDir = join(distDir, 'origin');
  await rm(outDir, { recursive: true, force: true });
  const { outputs, metafile } = await Bun.build({
    // The second is a thread of the first.
    entrypoints: [join(root, 'origin/main.ts'), join(root, 'origin/discovery/batch/train-worker.ts')],
    root,
    outdir: outDir,
    target: 'bun',
    format: 'esm',
    splitting: true,
    metafile: true,
    naming: { entry: '[name].[ext]', chunk: 'chunk-[hash].[ext]' },
    external: notBundled,
  });
  const path = join(outDir, 'main.js');
  if (!metafile || !outputs.some((output) => output.path === path))
    throw new Error('the build of origin/main.ts made no output');
  return { path, loadedAtStart: loadedWith('main.js', metafile) };
}

type Metafile = NonNullable<Bun.BuildOutput['metafile']>;

/** What is in the output `name` and in all that it imports, other than by `import()`. */
function loadedWith(name: string, { outputs }: Metafile): string[] {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [baseName(path), output]));
  const loaded = new Set<string>();
  const load = (each: string) => {
    const output = byName.get(each);
    if (!output || loaded.has(each)) return;
    loaded.add(each);
    for (const { path, kind } of output.imports) if (kind !== 'dynamic-import') load(baseName(path));
  };
  load(name);
  return [...loaded].flatMap((each) => Object.keys(byName.get(each)?.inputs ?? {})).sort();
}

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
