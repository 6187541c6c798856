import { type AssetsBuild, type AssetsOptions, buildAssets } from './build-assets.ts';
import { buildWorker, type WorkerBuild } from './build-worker.ts';

export { buildAssets, buildWorker };

/** Everything that ships to the edge: web files first, because the worker knows their hashed names. Default `dist/`. */
export async function buildAll(
  distDir?: string,
  options: AssetsOptions = {},
): Promise<{ assets: AssetsBuild; worker: WorkerBuild }> {
  const assets = await buildAssets(distDir, options);
  return { assets, worker: await buildWorker(assets.manifest, distDir) };
}
