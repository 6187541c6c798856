import type { StepDeps } from '../steps/step-deps.ts';

/** The object `key` as a local file: where the store has it, else downloaded to `path`. */
export async function fetchFile(deps: Pick<StepDeps, 'store' | 'signal'>, key: string, path: string): Promise<string> {
  const local = deps.store.localPath(key);
  if (local !== null) return local;
  await deps.store.downloadTo(key, path, { signal: deps.signal });
  return path;
}
