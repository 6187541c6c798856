import { type AssetsBuild, buildAssets } from './build-assets.ts';
import { buildWorker, type WorkerBuild } from './build-worker.ts';

export { buildAssets, buildWorker };

/** Everything that ships to the edge: web files first, because the worker knows their hashed names. Default `dist/`. */
export async function buildAll(distDir?: string): Promise<{ assets: AssetsBuild; worker: WorkerBuild }> {
  const assets = await buildAssets(distDir);
  return { assets, worker: await buildWorker(assets.manifest, distDir) };
}
