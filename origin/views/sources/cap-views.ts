import { keyOf, type ViewChanges } from '../settle-reports.ts';

/** How many views of one video on one UTC day are counted from one address, and from one account. */
export type SourceLimits = { perAddress: number; perAccount: number };
export type SourceKey = { day: string; tag: string };
export type SourceCount = SourceKey & { viewCount: number };

/** The sources of the views that `changes` would add. */
export function sourcesOf({ counted }: ViewChanges): SourceKey[] {
  return counted.flatMap(({ day, addressTag, accountTag }) =>
    [addressTag, accountTag].flatMap((tag) => (tag === null ? [] : [{ day, tag }])),
  );
}

/**
 * Leaves out views of sources that have had theirs: such a session stays uncounted, and what it watched is kept. `known`
 * are the counts so far; returned are those that change.
 */
export function capViews(
  changes: ViewChanges,
  known: readonly SourceCount[],
  { perAddress, perAccount }: SourceLimits,
): { changes: ViewChanges; sources: SourceCount[] } {
  const counts = new Map(known.map((source) => [`${source.day} ${source.tag}`, source.viewCount]));
  const grown = new Map<string, SourceCount>();
  const refused = new Set<string>();
  const fewer = new Map<string, number>();
  const counted = changes.counted.filter((view) => {
    const { day, addressTag, accountTag } = view;
    const sources = [
      { tag: addressTag, limit: perAddress },
      { tag: accountTag, limit: perAccount },
    ].flatMap(({ tag, limit }) =>
      tag === null ? [] : [{ day, tag, limit, viewCount: counts.get(`${day} ${tag}`) ?? 0 }],
    );
    if (sources.some(({ viewCount, limit }) => viewCount >= limit)) {
      refused.add(keyOf(view));
      fewer.set(dayKeyOf(view), (fewer.get(dayKeyOf(view)) ?? 0) + 1);
      return false;
    }
    for (const { tag, viewCount } of sources) {
      counts.set(`${day} ${tag}`, viewCount + 1);
      grown.set(`${day} ${tag}`, { day, tag, viewCount: viewCount + 1 });
    }
    return true;
  });
  const sources = [...grown.values()];
  if (refused.size === 0) return { changes, sources };
  const sessions = changes.sessions.map((session) =>
    refused.has(keyOf(session)) ? { ...session, state: { ...session.state, isCounted: false } } : session,
  );
  const days = changes.days.map((sum) => ({ ...sum, viewCount: sum.viewCount - (fewer.get(dayKeyOf(sum)) ?? 0) }));
  return { changes: { ...changes, sessions, days, counted }, sources };
}

const dayKeyOf = ({ videoId, day }: { videoId: string; day: string }): string => `${videoId} ${day}`;
