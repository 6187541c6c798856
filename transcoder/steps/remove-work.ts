import { objectKeys } from '../../shared/media/object-keys.ts';
import type { EncodeInput, StepDeps } from './step-deps.ts';

/** Removes every intermediate file of an encode; harmless when there is none. */
export async function removeWork(
  { videoId, encode }: Pick<EncodeInput, 'videoId' | 'encode'>,
  { store }: Pick<StepDeps, 'store'>,
): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of store.list(objectKeys.workPrefix(videoId, encode))) keys.push(key);
  if (keys.length > 0) await store.delete(keys);
}
