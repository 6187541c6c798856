import type { Repeating } from '../adapters/repeat.ts';
import type { Rounds } from '../rounds/create-rounds.ts';
import { type PurgeDeps, purgeVideos } from './purge-videos.ts';
import { type ReconcileDeps, reconcileStorage } from './reconcile-storage.ts';
import { type RetireDeps, retireOriginals } from './retire-originals.ts';
import { reconcileLease } from './routes.ts';

const minuteMs = 60_000;

/** What keeps the object store free of what nobody needs; `purge` is woken when a video was deleted. */
export function storageRounds(
  deps: PurgeDeps & RetireDeps & ReconcileDeps,
  { everyAlone, onceADay }: Rounds,
): { purge: Repeating; rounds: Repeating[] } {
  const purge = everyAlone(5 * minuteMs, 'removing deleted videos', 'purge-videos', () => purgeVideos(deps));
  const retire = () => retireOriginals(deps);
  const removeOrphans = async () => {
    for await (const step of reconcileStorage(deps, { remove: true }))
      if ('summary' in step) deps.log.info(step.summary, 'storage reconciled');
  };
  return {
    purge,
    rounds: [
      purge,
      everyAlone(60 * minuteMs, 'giving up originals', 'retire-originals', retire),
      // The whole store is walked.
      onceADay('removing orphans', { lease: reconcileLease, mark: 'orphans-of-the-day' }, removeOrphans),
    ],
  };
}
