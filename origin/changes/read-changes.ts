import type { ChangeFeedPage } from '../../shared/contracts/changes.ts';
import { LONGEST_TOKEN_LIFE_SEC } from '../../shared/tokens/playback-token.ts';
import type { ChangeStore } from './store.ts';

export type ChangeDeps = { changes: ChangeStore; clock: () => Date };

const PAGE_SIZE = 1_000;
/** An hour more than any token lives, for clocks that differ. */
export const keptRevocationsMs = (LONGEST_TOKEN_LIFE_SEC + 3_600) * 1000;

/**
 * One page of the feed. A reader who knows nothing yet gets all that is still revoked; so does one who is ahead of the
 * database, which can only be after it was restored from a backup.
 */
export async function readChanges({ changes, clock }: ChangeDeps, after: number | null): Promise<ChangeFeedPage> {
  // Read first: what is committed meanwhile comes with the next page.
  const newest = await changes.head();
  if (after === null || after > newest) {
    const since = new Date(clock().getTime() - keptRevocationsMs);
    const revocations = await changes.listRevocations(since);
    return { head: newest, from_start: true, changes: revocations, more: false };
  }
  const page = await changes.listAfter(after, PAGE_SIZE);
  return { head: page.at(-1)?.seq ?? after, from_start: false, changes: page, more: page.length === PAGE_SIZE };
}
