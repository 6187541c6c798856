import { eq, inArray, sql } from 'drizzle-orm';
import { historySettings, users } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { type KnownViews, keyOf, type SessionReport } from '../settle-reports.ts';
import type { WatchState } from '../watch-session.ts';

type StateRow = [
  ...[videoId: string, day: string, sessionId: string],
  ...[firstAtMs: number, firstPositionSec: number, lastAtMs: number | null, lastPositionSec: number],
  ...[watchedMs: number, isCounted: number, isComplete: number, userId: string | null],
];

/** One parameter for any number of rows. */
const rowsOf = (rows: readonly unknown[]) => sql`json_each(${JSON.stringify(rows)}) as j`;

/** What the database holds about the sessions, videos and people of `reports`. */
export async function readKnown(tx: Transaction, reports: readonly SessionReport[]): Promise<KnownViews> {
  const [found, lengths] = await tx.batch([findStates(tx, reports), findDurations(tx, reports)]);
  // As the statements below write them.
  const states = new Map((JSON.parse(found.rows) as StateRow[]).map(toState));
  const durations = new Map(JSON.parse(lengths.rows) as [string, number | null][]);
  const userIds = [...reports, ...states.values()].flatMap(({ userId }) => userId ?? []);
  return { states, durations, forgottenUntilMs: await forgottenUntil(tx, [...new Set(userIds)]) };
}

// Thousands of rows, each a line of one text: a row of its own costs more on its way than reading it does.
function findStates(tx: Transaction, reports: readonly SessionReport[]) {
  const keys = new Map(reports.map((report) => [keyOf(report), [report.videoId, report.day, report.sessionId]]));
  // CROSS JOIN keeps the order: one look-up by primary key for each row of the list.
  return tx.get<{ rows: string }>(sql`
    select json_group_array(json_array(s.video_id, s.day, s.session_id, s.started_at, s.first_position_sec, s.last_at,
      s.last_position_sec, s.watched_ms, s.is_counted, s.is_complete, s.user_id)) as rows
    from ${rowsOf([...keys.values()])} cross join view_sessions s
    where s.video_id = j.value ->> 0 and s.day = j.value ->> 1 and s.session_id = j.value ->> 2`);
}

function toState([videoId, day, sessionId, ...row]: StateRow): [key: string, state: WatchState] {
  const [firstAtMs, firstPositionSec, lastAtMs, lastPositionSec, watchedMs, isCounted, isComplete, userId] = row;
  return [
    keyOf({ videoId, day, sessionId }),
    {
      ...{ firstAtMs, firstPositionSec, lastAtMs: lastAtMs ?? firstAtMs, lastPositionSec, watchedMs, userId },
      ...{ isCounted: isCounted === 1, isComplete: isComplete === 1 },
    },
  ];
}

function findDurations(tx: Transaction, reports: readonly SessionReport[]) {
  const videoIds = [...new Set(reports.map(({ videoId }) => videoId))];
  return tx.get<{ rows: string }>(sql`
    select json_group_array(json_array(v.id, v.duration_sec)) as rows
    from ${rowsOf(videoIds)} cross join videos v where v.id = j.value and v.deleted_at is null`);
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
