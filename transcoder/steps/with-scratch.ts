import { rm } from 'node:fs/promises';
import type { Source } from '../fetch/source-cache.ts';
import { makeWorkDir } from '../run/work-dir.ts';
import type { StepDeps } from './step-deps.ts';

/** Gives `work` a private scratch directory and takes it away again, however `work` ends. */
export async function withWorkDir<T>(deps: Pick<StepDeps, 'workRoot'>, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await makeWorkDir(deps.workRoot);
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Gives `work` the original as a local file and a private scratch directory. */
export function withSource<T>(
  deps: StepDeps,
  originalKey: string,
  work: (paths: { sourcePath: string; workDir: string }) => Promise<T>,
): Promise<T> {
  return withArrivingSource(deps, originalKey, async ({ source, workDir }) =>
    work({ sourcePath: await source.whole(), workDir }),
  );
}

/** The same while the original may still be on its way. */
export async function withArrivingSource<T>(
  deps: StepDeps,
  originalKey: string,
  work: (paths: { source: Source; workDir: string }) => Promise<T>,
): Promise<T> {
  const source = await deps.sources.acquire(originalKey, deps.signal);
  try {
    return await withWorkDir(deps, (workDir) => work({ source, workDir }));
  } finally {
    await source.release();
  }
}
