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
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    define: { 'process.env.NODE_ENV': '"production"', KINORA_ASSETS: JSON.stringify(assets) },
  });
  const [output] = result.outputs;
  if (!output || !result.metafile) throw new Error('the build of edge/worker.ts made no output');
  refuseForeignModules(result.metafile);

  const bytes = new Uint8Array(await output.arrayBuffer());
  const gzipBytes = gzipSync(bytes, { level: 9 }).length;
  if (gzipBytes > WORKER_BUDGET_BYTES)
    throw new Error(`the worker is ${gzipBytes} bytes gzipped; its budget is ${WORKER_BUDGET_BYTES}`);
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const path = join(outDir, 'worker.js');
  await Bun.write(path, bytes);
  return { path, sizeBytes: bytes.length, gzipBytes };
}

/**
 * The bundler replaces `node:` modules by polyfills without a word, so the list of inputs is what tells.
 * Names the file that imports it.
 */
function refuseForeignModules(metafile: NonNullable<Bun.BuildOutput['metafile']>): void {
  const offences: string[] = [];
  for (const [input, { imports }] of Object.entries(metafile.inputs)) {
    if (/^(node|bun):/.test(input)) offences.push(input);
    for (const { path, original } of imports) {
      const name = original ?? path;
      if (/^(node|bun):/.test(name)) offences.push(`${name} in ${input}`);
    }
  }
  if (offences.length > 0)
    throw new Error(`the worker may not use ${offences.join(', ')}: it runs without Node and Bun`);
}
