import { objectKeys } from '../../shared/media/object-keys.ts';
import type { JobDeps } from './job-deps.ts';

/** Room for `copies` of all intermediate files of an encode and, where the store is not this disk, their download. */
export async function scratchBytes(
  { store }: Pick<JobDeps, 'store'>,
  { videoId, encode }: { videoId: string; encode: string },
  copies: number,
): Promise<number> {
  const prefix = objectKeys.workPrefix(videoId, encode);
  let storedBytes = 0;
  for await (const { sizeBytes } of store.list(prefix)) storedBytes += sizeBytes;
  return storedBytes * (store.localPath(`${prefix}plan.json`) === null ? copies + 1 : copies);
}
