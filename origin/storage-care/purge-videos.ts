import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../platform/log.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { videoPrefixes } from '../../shared/media/object-keys.ts';
import type { TranscodeJobs } from '../adapters/bullmq-jobs.ts';
import { deleteBelow } from './delete-below.ts';
import type { StorageCareStore } from './store.ts';

export type PurgeDeps = {
  store: Pick<StorageCareStore, 'listToPurge' | 'markPurged'>;
  objects: Pick<ObjectStore, 'list' | 'delete'>;
  jobs: Pick<TranscodeJobs, 'cancel' | 'remove'>;
  clock: () => Date;
  log: Log;
};

const batchSize = 100;
/** A running job cannot be removed, but is over soon after it was cancelled. */
const removeTries = 10;
const retryAfterMs = 500;

/**
 * One round: takes away the jobs and every object of deleted videos. Each step can be repeated, and a video stays on
 * the list until all of it is gone; one that fails does not hold up the others. Returns how many are gone now.
 */
export async function purgeVideos(deps: PurgeDeps): Promise<number> {
  let purgedCount = 0;
  for (const videoId of await deps.store.listToPurge(batchSize)) {
    try {
      await deps.jobs.cancel(videoId);
      // One on a machine that is gone stays a while, and the next round takes it.
      const hasNoJobs = await removeJobs(deps, videoId);
      for (const prefixOf of Object.values(videoPrefixes)) await deleteBelow(deps.objects, prefixOf(videoId));
      if (!hasNoJobs) continue;
      await deps.store.markPurged(videoId, deps.clock());
      purgedCount += 1;
    } catch (error) {
      deps.log.warn({ err: error, videoId }, 'a deleted video could not be removed yet');
    }
  }
  return purgedCount;
}

async function removeJobs({ jobs }: Pick<PurgeDeps, 'jobs'>, videoId: string): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await jobs.remove(videoId);
      return true;
    } catch {
      if (tries === removeTries) return false;
      await sleep(retryAfterMs);
    }
  }
}
