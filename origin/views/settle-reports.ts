import { isUnfinishedAt } from '../history/progress.ts';
import { fold, type WatchReport, type WatchState } from './watch-session.ts';

export type SessionDay = { videoId: string; day: string; sessionId: string };
/** Where a report came from, where the edge could tell. */
type Origin = Record<'network' | 'country' | 'addressTag' | 'accountTag', string | null>;
export type SessionReport = SessionDay & WatchReport & Origin;

/** What the database holds about the sessions, videos and people of some reports. */
export type KnownViews = {
  states: ReadonlyMap<string, WatchState>;
  /** Seconds, null while not known. A video that is gone is not in it. */
  durations: ReadonlyMap<string, number | null>;
  /** Up to when nothing of each person is to be remembered, Unix milliseconds. */
  forgottenUntilMs: ReadonlyMap<string, number>;
};

export type ViewChanges = {
  sessions: (SessionDay & { state: WatchState })[];
  days: { videoId: string; day: string; viewCount: number; watchedMs: number; completeCount: number }[];
  history: { userId: string; videoId: string; positionSec: number; watchedAtMs: number; isUnfinished: boolean }[];
  /** The views that the reports add. */
  counted: (SessionDay & Origin & { userId: string | null; atMs: number })[];
};

export const keyOf = ({ videoId, day, sessionId }: SessionDay) => `${videoId} ${day} ${sessionId}`;

/** What `reports` change. The same reports once more, on top of what they changed, change nothing. */
export function settleReports(
  reports: readonly SessionReport[],
  known: KnownViews,
  { minWatchMs }: { minWatchMs: number },
): ViewChanges {
  const sessions = new Map<string, SessionDay & { state: WatchState }>();
  const history = new Map<string, ViewChanges['history'][number]>();
  const counted: ViewChanges['counted'] = [];
  for (const report of reports) {
    const { videoId, day, sessionId, atMs, positionSec } = report;
    const durationSec = known.durations.get(videoId);
    if (durationSec === undefined) continue;
    const key = keyOf(report);
    const before = sessions.get(key)?.state ?? known.states.get(key) ?? null;
    const folded = fold(before, report, { minWatchMs, durationSec });
    if (folded === null || folded === before) continue;
    const isForgotten = folded.userId !== null && atMs <= (known.forgottenUntilMs.get(folded.userId) ?? 0);
    const userId = isForgotten ? null : folded.userId;
    sessions.set(key, { videoId, day, sessionId, state: { ...folded, userId } });
    if (folded.isCounted && !before?.isCounted) counted.push({ ...report, userId });
    if (userId === null) continue;
    const entryKey = `${userId} ${videoId}`;
    if ((history.get(entryKey)?.watchedAtMs ?? 0) > atMs) continue;
    const isUnfinished = isUnfinishedAt(positionSec, durationSec);
    history.set(entryKey, { userId, videoId, positionSec, watchedAtMs: atMs, isUnfinished });
  }
  const days = new Map<string, ViewChanges['days'][number]>();
  for (const { videoId, day, sessionId, state } of sessions.values()) {
    const before = known.states.get(keyOf({ videoId, day, sessionId }));
    const key = `${videoId} ${day}`;
    const sum = days.get(key) ?? { videoId, day, viewCount: 0, watchedMs: 0, completeCount: 0 };
    sum.viewCount += Number(state.isCounted) - Number(before?.isCounted ?? false);
    sum.watchedMs += state.watchedMs - (before?.watchedMs ?? 0);
    sum.completeCount += Number(state.isComplete) - Number(before?.isComplete ?? false);
    days.set(key, sum);
  }
  // Most sessions begin with a report that adds nothing to any sum.
  const changed = [...days.values()].filter((sum) => sum.viewCount + sum.watchedMs + sum.completeCount > 0);
  return { sessions: [...sessions.values()], days: changed, history: [...history.values()], counted };
}
