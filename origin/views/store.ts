import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { videoDays, viewSessions } from '../../shared/schema/index.ts';
import { inKeyOrder } from '../adapters/in-key-order.ts';
import { ROWS_PER_DELETION, untilNone } from '../adapters/until-none.ts';
import { addSignals, type NewSignal } from '../discovery/signals/store.ts';
import type { Transaction } from '../outbox/store.ts';
import { readKnown } from './known/store.ts';
import type { KnownViews, SessionReport, ViewChanges } from './settle-reports.ts';
import { type SourceCount, sourcesOf } from './sources/cap-views.ts';
import { deleteSourcesBefore, readSources, writeSources } from './sources/store.ts';

export type ViewStore = ReturnType<typeof createViewStore>;

/** One parameter for any number of rows. */
const rowsOf = (rows: readonly unknown[]) => sql`json_each(${JSON.stringify(rows)}) as j`;

export function createViewStore(db: Database) {
  return {
    /**
     * Changes what `settle` and then `cap` make of what is known, in one transaction: the sessions, which are the memory of
     * what was counted, and the counts. Whoever else counts the same reports at the same time comes after it and finds
     * them counted.
     */
    async settle(
      reports: readonly SessionReport[],
      settle: (known: KnownViews) => ViewChanges,
      cap: (changes: ViewChanges, sources: SourceCount[]) => { changes: ViewChanges; sources: SourceCount[] },
    ): Promise<void> {
      await db.transaction(async (tx) => {
        const wanted = settle(await readKnown(tx, reports));
        const { changes, sources } = cap(wanted, await readSources(tx, sourcesOf(wanted)));
        await write(tx, changes, sources);
      });
    },

    /** Newest first. A query without effect until it is awaited. */
    listDays({ videoId, limit, before }: { videoId: string; limit: number; before: string | null }) {
      return db
        .select()
        .from(videoDays)
        .where(and(eq(videoDays.videoId, videoId), before === null ? undefined : lt(videoDays.day, before)))
        .orderBy(desc(videoDays.day))
        .limit(limit);
    },

    async deleteSessionsBefore(day: string): Promise<void> {
      const key = sql`day, session_id, video_id`;
      const some = sql`select ${key} from ${viewSessions} where day < ${day} limit ${ROWS_PER_DELETION}`;
      await untilNone(() => db.run(sql`delete from ${viewSessions} where (${key}) in (${some})`));
      await deleteSourcesBefore(db, day);
    },
  };
}

/** In one exchange, which ends the transaction. */
async function write(tx: Transaction, changes: ViewChanges, sources: readonly SourceCount[]): Promise<void> {
  const { sessions, days, history, counted } = changes;
  if (sessions.length === 0) return;
  const viewed = days.filter(({ viewCount }) => viewCount > 0);
  await tx.finish([
    writeSessions(tx, sessions),
    ...(days.length > 0 ? [addToDays(tx, days)] : []),
    ...(viewed.length > 0 ? [addToVideos(tx, viewed)] : []),
    ...(counted.length > 0 ? [addSignals(tx, counted.map(toSignal))] : []),
    ...(history.length > 0 ? [writeHistory(tx, history)] : []),
    ...(sources.length > 0 ? [writeSources(tx, sources)] : []),
  ]);
}

// `where true` keeps SQLite from reading ON as a join's.
function writeSessions(tx: Transaction, sessions: ViewChanges['sessions']) {
  const rows = inKeyOrder(sessions, ({ sessionId }) => sessionId).map(({ videoId, day, sessionId, state }) => [
    ...[videoId, day, sessionId, state.firstAtMs, state.firstPositionSec, state.lastAtMs, state.lastPositionSec],
    ...[state.watchedMs, Number(state.isCounted), Number(state.isComplete), state.userId],
  ]);
  return tx.run(sql`
    insert into view_sessions (video_id, day, session_id, started_at, first_position_sec, last_at, last_position_sec,
      watched_ms, is_counted, is_complete, user_id)
    select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5, j.value ->> 6,
      j.value ->> 7, j.value ->> 8, j.value ->> 9, j.value ->> 10
    from ${rowsOf(rows)} where true
    on conflict (day, session_id, video_id) do update set started_at = excluded.started_at,
      first_position_sec = excluded.first_position_sec, last_at = excluded.last_at,
      last_position_sec = excluded.last_position_sec, watched_ms = excluded.watched_ms,
      is_counted = excluded.is_counted, is_complete = excluded.is_complete, user_id = excluded.user_id`);
}

function addToDays(tx: Transaction, days: ViewChanges['days']) {
  const rows = inKeyOrder(days, ({ videoId }) => videoId).map((sum) => [
    sum.videoId,
    sum.day,
    sum.viewCount,
    sum.watchedMs,
    sum.completeCount,
  ]);
  return tx.run(sql`
    insert into video_days (video_id, day, view_count, watched_ms, complete_count)
    select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4 from ${rowsOf(rows)} where true
    on conflict (day, video_id) do update set view_count = view_count + excluded.view_count,
      watched_ms = watched_ms + excluded.watched_ms, complete_count = complete_count + excluded.complete_count`);
}

function addToVideos(tx: Transaction, days: ViewChanges['days']) {
  const rows = days.map(({ videoId, viewCount }) => [videoId, viewCount]);
  return tx.run(sql`
    update videos set view_count = view_count + added.views
    from (select j.value ->> 0 as id, sum(j.value ->> 1) as views from ${rowsOf(rows)} group by 1) as added
    where videos.id = added.id`);
}

function toSignal({ videoId, userId, network, country, atMs }: ViewChanges['counted'][number]): NewSignal {
  return { kind: 'view', videoId, userId, network, country, at: new Date(atMs) };
}

function writeHistory(tx: Transaction, history: ViewChanges['history']) {
  const rows = inKeyOrder(history, ({ userId }) => userId).map((entry) => [
    ...[entry.userId, entry.videoId, entry.positionSec, entry.watchedAtMs, Number(entry.isUnfinished)],
  ]);
  return tx.run(sql`
    insert into watch_history (user_id, video_id, position_sec, watched_at, is_unfinished)
    select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4
    from ${rowsOf(rows)} where true
    on conflict (user_id, video_id) do update set position_sec = excluded.position_sec,
      watched_at = excluded.watched_at, is_unfinished = excluded.is_unfinished, is_removed = 0
    where excluded.watched_at > watch_history.watched_at`);
}
