import type { Interactions } from '../model/interactions.ts';
import { emptyNeighbours } from '../model/neighbours.ts';
import type { Model } from '../model/train-model.ts';
import { readWatches } from './read-watches.ts';
import type { BatchStore, NeighbourRow } from './store.ts';

export type BuildDeps = {
  batch: BatchStore;
  /** Takes `watches` away. */
  train: (watches: Interactions, signal: AbortSignal) => Promise<Model>;
  clock: () => Date;
  /** Aborted when the service stops. */
  closing: AbortSignal;
};

const ROWS_AT_ONCE = 500;
const nothingLearnt: Model = { method: 'item-knn', neighbours: emptyNeighbours(0, 0) };

/**
 * Makes anew what goes with each video, from all that people watched. Lists go on with the old neighbours, and with those
 * already written, meanwhile.
 */
export async function buildModel({ batch, train, clock, closing }: BuildDeps): Promise<void> {
  const begun = clock();
  const { watches, videoIds } = await readWatches(batch, closing);
  const [people, events] = [watches.starts.length - 1, watches.items.length];
  const { method, neighbours } = people === 0 ? nothingLearnt : await train(watches, closing);
  const builtAt = clock();
  for (let from = 0; from < videoIds.length; from += ROWS_AT_ONCE) {
    closing.throwIfAborted();
    const rows: NeighbourRow[] = [];
    for (let item = from; item < Math.min(videoIds.length, from + ROWS_AT_ONCE); item++) {
      const pairs: NeighbourRow['neighbours'] = [];
      for (let at = item * neighbours.width; at < (item + 1) * neighbours.width; at++) {
        const other = videoIds[neighbours.items[at] ?? -1];
        if (other === undefined) break;
        pairs.push([other, Number((neighbours.scores[at] ?? 0).toPrecision(3))]);
      }
      if (pairs.length > 0) rows.push({ videoId: videoIds[item] ?? '', neighbours: pairs });
    }
    await batch.putNeighbours(rows, builtAt);
  }
  await batch.dropNeighboursBefore(builtAt, closing);
  // The new model has seen them.
  await batch.dropPairsBefore(begun, closing);
  const tookMs = clock().getTime() - begun.getTime();
  await batch.putModel({ method, people, videos: videoIds.length, events, tookMs, builtAt });
}

/** Makes the model when there is none, or it is older than `everyMs`; a build that failed is tried again. */
export async function buildModelWhenDue(deps: BuildDeps, everyMs: number): Promise<boolean> {
  const before = await deps.batch.model();
  const isDue = before === undefined || deps.clock().getTime() - before.builtAt.getTime() >= everyMs;
  if (isDue) await buildModel(deps);
  return isDue;
}
