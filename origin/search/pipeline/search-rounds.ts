import type { Repeating } from '../../adapters/repeat.ts';
import { type LeaseDeps, unlessLeased } from '../../leases/with-lease.ts';
import type { Rounds } from '../../rounds/create-rounds.ts';
import type { OpenSearch } from '../open-search.ts';
import { followChanges, isIndexBehind } from './follow-changes.ts';
import { renewPopular } from './renew-popular.ts';

const flushEveryMs = 10_000;
const followEveryMs = 500;

/** What keeps the indices up, and past searches. */
export function searchRounds(
  { pipelines, flushQueries }: Pick<OpenSearch, 'pipelines' | 'flushQueries'>,
  { every, onceADay }: Rounds,
  leaseDeps: LeaseDeps,
): Repeating[] {
  return [
    every(flushEveryMs, 'keeping past searches', flushQueries),
    ...pipelines.flatMap(({ lease, deps }) => [
      every(followEveryMs, 'indexing for search', async () => {
        if (await isIndexBehind(deps)) await unlessLeased(leaseDeps, lease, () => followChanges(deps));
      }),
      onceADay(
        'looking for popular videos',
        { lease: `${lease}-popular`, mark: `${lease}-popular-of-the-day` },
        // Whoever follows the feed writes the same documents.
        () => unlessLeased(leaseDeps, lease, () => renewPopular(deps)),
      ),
      onceADay(
        'putting the search index together',
        { lease: `${lease}-compact`, mark: `${lease}-compacted-of-the-day` },
        () => deps.engine.compact(),
      ),
    ]),
  ];
}
