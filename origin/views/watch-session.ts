/** One report of a player as it counts: when the edge took it and where in the video the viewer was. */
export type WatchReport = { atMs: number; positionSec: number; isComplete: boolean; userId: string | null };

/** What all reports of one session about one video on one day come to. */
export type WatchState = {
  firstAtMs: number;
  firstPositionSec: number;
  lastAtMs: number;
  lastPositionSec: number;
  watchedMs: number;
  isCounted: boolean;
  isComplete: boolean;
  userId: string | null;
};

export type WatchRules = {
  minWatchMs: number;
  /** Null while it is not known. */
  durationSec: number | null;
};

/** Players round; the last frame may end behind the duration. */
const POSITION_SLACK_SEC = 5;
/** Of a video too short for the minimum, this much must be watched. */
const SHORT_VIDEO_SHARE = 0.5;

/**
 * The state with one more report. Only what lies outside of what is known already adds watch time, and never more than
 * the time between the two reports: so repeats add nothing, and steady playback comes to the same in any order.
 */
export function fold(state: WatchState | null, report: WatchReport, rules: WatchRules): WatchState | null {
  const { atMs, positionSec, isComplete, userId } = report;
  if (rules.durationSec !== null && positionSec > rules.durationSec + POSITION_SLACK_SEC) return state;
  const next = state ?? {
    ...{ firstAtMs: atMs, firstPositionSec: positionSec, lastAtMs: atMs, lastPositionSec: positionSec },
    ...{ watchedMs: 0, isCounted: false, isComplete: false, userId: null },
  };
  let { watchedMs } = next;
  if (atMs > next.lastAtMs) watchedMs += playedMs(next.lastPositionSec, positionSec, atMs - next.lastAtMs);
  if (atMs < next.firstAtMs) watchedMs += playedMs(positionSec, next.firstPositionSec, next.firstAtMs - atMs);
  return {
    firstAtMs: Math.min(next.firstAtMs, atMs),
    firstPositionSec: atMs < next.firstAtMs ? positionSec : next.firstPositionSec,
    lastAtMs: Math.max(next.lastAtMs, atMs),
    lastPositionSec: atMs > next.lastAtMs ? positionSec : next.lastPositionSec,
    watchedMs,
    isCounted: next.isCounted || watchedMs >= minWatchMsOf(rules),
    isComplete: next.isComplete || isComplete,
    userId: next.userId ?? userId,
  };
}

/** How long a session must watch before it is a view. */
export function minWatchMsOf({ minWatchMs, durationSec }: WatchRules): number {
  return durationSec === null ? minWatchMs : Math.min(minWatchMs, durationSec * 1000 * SHORT_VIDEO_SHARE);
}

function playedMs(fromSec: number, toSec: number, passedMs: number): number {
  return Math.round(Math.min(Math.max(0, toSec - fromSec) * 1000, passedMs));
}
