import { and, desc, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { historySettings, users, videoDays, videos, viewSessions } from '../../shared/schema/index.ts';
import { addSignals } from '../discovery/signals/store.ts';
import type { Transaction } from '../outbox/store.ts';
import { type KnownViews, keyOf, type SessionReport, type ViewChanges } from './settle-reports.ts';
import type { WatchState } from './watch-session.ts';

export type ViewStore = ReturnType<typeof createViewStore>;

type StateRow = {
  video_id: string;
  day: string;
  session_id: string;
  started_at: number;
  first_position_sec: number;
  last_at: number | null;
  last_position_sec: number;
  watched_ms: number;
  is_counted: number;
  is_complete: number;
  user_id: string | null;
};

/** One parameter for any number of rows. */
const rowsOf = (rows: readonly unknown[]) => sql`json_each(${JSON.stringify(rows)}) as j`;

export function createViewStore(db: Database) {
  return {
    /**
     * Changes what `settle` makes of what is known, in one transaction: the sessions, which are the memory of what was
     * counted, and the counts. Whoever else counts the same reports at the same time comes after it and finds them counted.
     */
    async settle(reports: readonly SessionReport[], settle: (known: KnownViews) => ViewChanges): Promise<void> {
      await db.transaction(async (tx) => {
        const states = await statesOf(tx, reports);
        const userIds = [...reports, ...states.values()].flatMap(({ userId }) => userId ?? []);
        const durations = await durationsOf(tx, [...new Set(reports.map(({ videoId }) => videoId))]);
        const forgottenUntilMs = await forgottenUntil(tx, [...new Set(userIds)]);
        await write(tx, settle({ states, durations, forgottenUntilMs }));
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
    },
  };
}

async function statesOf(tx: Transaction, reports: readonly SessionReport[]): Promise<Map<string, WatchState>> {
  const keys = new Map(reports.map((report) => [keyOf(report), [report.videoId, report.day, report.sessionId]]));
  // CROSS JOIN keeps the order: one look-up by primary key for each row of the list.
  const rows = await tx.all<StateRow>(sql`
    select s.* from ${rowsOf([...keys.values()])} cross join view_sessions s
    where s.video_id = j.value ->> 0 and s.day = j.value ->> 1 and s.session_id = j.value ->> 2`);
  return new Map(
    rows.map((row) => [
      keyOf({ videoId: row.video_id, day: row.day, sessionId: row.session_id }),
      {
        firstAtMs: row.started_at,
        firstPositionSec: row.first_position_sec,
        lastAtMs: row.last_at ?? row.started_at,
        lastPositionSec: row.last_position_sec,
        watchedMs: row.watched_ms,
        isCounted: row.is_counted === 1,
        isComplete: row.is_complete === 1,
        userId: row.user_id,
      },
    ]),
  );
}

async function durationsOf(tx: Transaction, videoIds: string[]): Promise<Map<string, number | null>> {
  const rows = await tx
    .select({ id: videos.id, durationSec: videos.durationSec })
    .from(videos)
    .where(and(inArray(videos.id, videoIds), isNull(videos.deletedAt)));
  return new Map(rows.map(({ id, durationSec }) => [id, durationSec]));
}

async function forgottenUntil(tx: Transaction, userIds: string[]): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const { isPaused, clearedAt } = historySettings;
  const rows = await tx
    .select({ userId: users.id, isPaused, clearedAt })
    .from(users)
    .leftJoin(historySettings, eq(historySettings.userId, users.id))
    .where(inArray(users.id, userIds));
  // Of people whose accounts are gone nothing is remembered.
  const untilMs = new Map(userIds.map((userId) => [userId, Number.POSITIVE_INFINITY]));
  for (const row of rows)
    untilMs.set(row.userId, row.isPaused ? Number.POSITIVE_INFINITY : (row.clearedAt?.getTime() ?? 0));
  return untilMs;
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

  await addSignals(
    tx,
    counted.map(({ atMs, ...view }) => ({ kind: 'view', ...view, at: new Date(atMs) })),
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
