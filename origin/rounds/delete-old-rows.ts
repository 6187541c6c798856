import type { Database } from '../../platform/database.ts';
import { createChallengeStore } from '../accounts/challenges/store.ts';
import { createLinkStore } from '../accounts/links/store.ts';
import { createPendingSignUpStore } from '../accounts/pending-sign-ups/store.ts';
import { createAccountStore } from '../accounts/store.ts';
import { keptRevocationsMs } from '../changes/read-changes.ts';
import { createChangeStore } from '../changes/store.ts';
import { createChannelStore } from '../channels/store.ts';
import { createHistoryStore } from '../history/store.ts';
import { createIdempotencyStore } from '../http/idempotency/store.ts';
import { createMailStore } from '../mail/store.ts';
import { createOutboxStore } from '../outbox/store.ts';
import { createShareCountStore } from '../ratings/sharing/store.ts';

const dayMs = 24 * 3_600_000;
/** Long enough to look into what happened to a video. */
const keepRelayedForMs = 7 * dayMs;
const keepMailsForMs = 7 * dayMs;
/** Longer than reports of view events may be under way. */
const keepRemovalsForMs = 15 * dayMs;

/** Deletes what has ended or was delivered, and what nobody needs any more. */
export async function deleteOldRows(db: Database, now: Date): Promise<void> {
  const before = (ageMs: number) => new Date(now.getTime() - ageMs);
  await createAccountStore(db).deleteExpiredSessions(now);
  await createLinkStore(db).deleteExpired(now);
  await createPendingSignUpStore(db).deleteExpired(now);
  await createChallengeStore(db).deleteExpired(now);
  await createChannelStore(db).deleteExpiredHandles(now);
  await createIdempotencyStore(db).deleteExpired(now);
  await createMailStore(db).deleteBefore(before(keepMailsForMs));
  await createShareCountStore(db).deleteMarksBefore(before(dayMs));
  await createHistoryStore(db).deleteRemovedBefore(before(keepRemovalsForMs));
  await createOutboxStore(db).deleteRelayedBefore(before(keepRelayedForMs));
  await createChangeStore(db).deleteBefore(before(keptRevocationsMs));
}
