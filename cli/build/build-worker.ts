import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'bun';
import type { AssetManifest } from './build-assets.ts';
import { root } from './root.ts';

export type WorkerBuild = { path: string; sizeBytes: number; gzipBytes: number };

export const WORKER_BUDGET_BYTES = 150 * 1024;

/**
 * Bundles edge/worker.ts into `<distDir>/worker/worker.js`: the one file that both Cloudflare and plain workerd run.
 * Throws when something of Node's or Bun's got in, or the gzip size budget is exceeded.
 */
export async function buildWorker(assets: AssetManifest, distDir = join(root, 'dist')): Promise<WorkerBuild> {
  const outDir = join(distDir, 'worker');
  const result = await Bun.build({
    entrypoints: [join(root, 'edge/worker.ts')],
    root,
    target: 'browser',
    format: 'esm',
    minify: true,
    metafile: true,
    sourcemap: 'linked',
    naming: 'worker.js',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    define: { 'process.env.NODE_ENV': '"production"', KINORA_ASSETS: JSON.stringify(assets) },
  });
  const output = result.outputs.find(({ kind }) => kind === 'entry-point');
  if (!output?.sourcemap || !result.metafile) throw new Error('the build of edge/worker.ts made no output');
  const foreign = foreignModules(result.metafile);
  if (foreign.length > 0) throw new Error(`the worker runs without Node and Bun, but uses ${foreign.join(', ')}`);

  const bytes = new Uint8Array(await output.arrayBuffer());
  const gzipBytes = gzipSync(bytes, { level: 9 }).length;
  if (gzipBytes > WORKER_BUDGET_BYTES)
    throw new Error(`the worker is ${gzipBytes} bytes gzipped; its budget is ${WORKER_BUDGET_BYTES}`);
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const path = join(outDir, 'worker.js');
  await Bun.write(path, bytes);
  await Bun.write(`${path}.map`, output.sourcemap); // wrangler uploads it, so that errors name our lines
  return { path, sizeBytes: bytes.length, gzipBytes };
}

/**
 * Modules of Node's or Bun's among a bundle's inputs, with the file that imports each. The bundler replaces
 * `node:` modules by polyfills without a word, so the bundle's text does not tell.
 */
export function foreignModules(metafile: NonNullable<Bun.BuildOutput['metafile']>): string[] {
  return Object.entries(metafile.inputs).flatMap(([input, { imports }]) =>
    imports.flatMap(({ path, original }) => {
      const name = [original, path].find((candidate) => candidate !== undefined && /^(node|bun):/.test(candidate));
      return name === undefined ? [] : [`${name} in ${input}`];
    }),
  );
}
