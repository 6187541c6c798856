import type { Log } from '../../platform/log.ts';
import type { TakenView } from '../../shared/contracts/views.ts';
import { settleReports } from './settle-reports.ts';
import { capViews, type SourceLimits } from './sources/cap-views.ts';
import type { ViewStore } from './store.ts';

export type CountDeps = {
  views: ViewStore;
  minWatchMs: number;
  sourceLimits: SourceLimits;
  clock: () => Date;
  log: Log;
};

const dayMs = 24 * 3_600_000;
/** What was counted is remembered this long; reports that are older come too late. */
const REMEMBERED_DAYS = 14;

/**
 * Counts what players reported: a view for each session, video and UTC day in which it watched long enough, and how long.
 * Counting the same again, in another order or at the same time elsewhere, changes nothing.
 */
export async function countViews(deps: CountDeps, events: readonly TakenView[]) {
  const { views, minWatchMs, sourceLimits, clock, log } = deps;
  const oldestMs = clock().getTime() - REMEMBERED_DAYS * dayMs;
  const inTime = events.filter(({ received_at_ms }) => received_at_ms >= oldestMs);
  if (inTime.length < events.length) log.warn({ late: events.length - inTime.length }, 'view events came too late');
  const reports = inTime.map(
    ({ video_id, session_id, event, position_sec, received_at_ms, user_id, network, country, ...tags }) => ({
      ...{ videoId: video_id, sessionId: session_id, day: dayOf(received_at_ms), atMs: received_at_ms },
      ...{ positionSec: position_sec, isComplete: event === 'complete', userId: user_id ?? null },
      ...{ network: network ?? null, country: country ?? null },
      ...{ addressTag: tags.address_tag ?? null, accountTag: tags.account_tag ?? null },
    }),
  );
  if (reports.length === 0) return;
  await views.settle(
    reports,
    (known) => settleReports(reports, known, { minWatchMs }),
    (changes, sources) => capViews(changes, sources, sourceLimits),
  );
}

/** Forgets the sessions of days whose reports would come too late by now. */
export async function forgetSessions({ views, clock }: Pick<CountDeps, 'views' | 'clock'>): Promise<void> {
  await views.deleteSessionsBefore(dayOf(clock().getTime() - (REMEMBERED_DAYS + 1) * dayMs));
}

const dayOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);
