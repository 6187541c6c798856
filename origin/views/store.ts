import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { videoDays, viewSessions } from '../../shared/schema/index.ts';
import { addSignals } from '../discovery/signals/store.ts';
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
        await write(tx, changes);
        await writeSources(tx, sources);
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
      await db.delete(viewSessions).where(lt(viewSessions.day, day));
      await deleteSourcesBefore(db, day);
    },
  };
}

async function write(tx: Transaction, { sessions, days, history, counted }: ViewChanges): Promise<void> {
  if (sessions.length === 0) return;
  const sessionRows = sessions.map(({ videoId, day, sessionId, state }) => [
    ...[videoId, day, sessionId, state.firstAtMs, state.firstPositionSec, state.lastAtMs, state.lastPositionSec],
    ...[state.watchedMs, Number(state.isCounted), Number(state.isComplete), state.userId],
  ]);
  // `where true` keeps SQLite from reading ON as a join's.
  await tx.run(sql`
    insert into view_sessions (video_id, day, session_id, started_at, first_position_sec, last_at, last_position_sec,
      watched_ms, is_counted, is_complete, user_id)
    select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5, j.value ->> 6,
      j.value ->> 7, j.value ->> 8, j.value ->> 9, j.value ->> 10
    from ${rowsOf(sessionRows)} where true
    on conflict (video_id, day, session_id) do update set started_at = excluded.started_at,
      first_position_sec = excluded.first_position_sec, last_at = excluded.last_at,
      last_position_sec = excluded.last_position_sec, watched_ms = excluded.watched_ms,
      is_counted = excluded.is_counted, is_complete = excluded.is_complete, user_id = excluded.user_id`);

  const dayRows = days.map((sum) => [sum.videoId, sum.day, sum.viewCount, sum.watchedMs, sum.completeCount]);
  await tx.run(sql`
    insert into video_days (video_id, day, view_count, watched_ms, complete_count)
    select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4 from ${rowsOf(dayRows)} where true
    on conflict (video_id, day) do update set view_count = view_count + excluded.view_count,
      watched_ms = watched_ms + excluded.watched_ms, complete_count = complete_count + excluded.complete_count`);
  await tx.run(sql`
    update videos set view_count = view_count + added.views
    from (select j.value ->> 0 as id, sum(j.value ->> 2) as views from ${rowsOf(dayRows)} group by 1) as added
    where videos.id = added.id and added.views <> 0`);

  if (counted.length > 0)
    await addSignals(
      tx,
      counted.map(({ videoId, userId, network, country, atMs }) => ({
        ...{ kind: 'view', videoId, userId, network, country, at: new Date(atMs) },
      })),
    );

  if (history.length === 0) return;
  const historyRows = history.map((entry) => [
    ...[entry.userId, entry.videoId, entry.positionSec, entry.watchedAtMs, Number(entry.isUnfinished)],
  ]);
  await tx.run(sql`
    insert into watch_history (user_id, video_id, position_sec, watched_at, is_unfinished)
    select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4
    from ${rowsOf(historyRows)} where true
    on conflict (user_id, video_id) do update set position_sec = excluded.position_sec,
      watched_at = excluded.watched_at, is_unfinished = excluded.is_unfinished, is_removed = 0
    where excluded.watched_at > watch_history.watched_at`);
}
