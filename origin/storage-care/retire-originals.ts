import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import type { StorageCareStore } from './store.ts';

export type RetireDeps = {
  store: Pick<StorageCareStore, 'listUnneededOriginals' | 'giveUpOriginal'>;
  objects: Pick<ObjectStore, 'delete'>;
  clock: () => Date;
  /** How long originals are kept after they were uploaded; `null`: for ever. */
  originalsKeptMs: number | null;
};

const batchSize = 100;

/**
 * One round: removes the originals of finished videos that have been kept long enough. The row says so first: should
 * the process die in between, the reconciler finds a file that no row wants. Returns how many were removed.
 */
export async function retireOriginals(deps: RetireDeps): Promise<number> {
  if (deps.originalsKeptMs === null) return 0;
  const before = new Date(deps.clock().getTime() - deps.originalsKeptMs);
  let removedCount = 0;
  for (;;) {
    const originals = await deps.store.listUnneededOriginals(before, batchSize);
    for (const original of originals) {
      if (!(await deps.store.giveUpOriginal(original, deps.clock()))) continue;
      await deps.objects.delete([original.objectKey]);
      removedCount += 1;
    }
    if (originals.length < batchSize) return removedCount;
  }
}
