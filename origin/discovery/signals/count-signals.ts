import { trendWindows } from '../../../shared/contracts/discovery-words.ts';
import { addRanks, rankAt, rankFloors, signalWeights, worthOf } from '../trending/trend-rank.ts';
import { bitsOf } from './people-bits.ts';
import type { PairWeight, RankChange, SignalRow, SignalStore, SourceCount } from './store.ts';

export type CountSignalsDeps = {
  signals: SignalStore;
  /** Keyed, so that what is kept does not lead back to a network or person. */
  hash: (source: string) => Promise<string>;
  /** Of somebody, always the same one: see people-bits.ts. */
  groupOf: (userId: string) => Promise<number>;
  clock: () => Date;
};

const SIGNALS_AT_ONCE = 1_000;
const dayMs = 24 * 3_600_000;
/** Younger accounts are so cheap to make that all of them are one source, and say nothing of what goes together. */
const NEW_ACCOUNT_MS = 7 * dayMs;
/** A video is put together with as many that its viewer watched before it. */
const PAIRED_WITH = 10;

/** Counts all signals that wait. Returns how many there were. */
export async function countSignals(deps: CountSignalsDeps): Promise<number> {
  for (let counted = 0; ; ) {
    const signals = await deps.signals.oldest(SIGNALS_AT_ONCE);
    if (signals.length > 0) await settle(deps, signals);
    counted += signals.length;
    if (signals.length < SIGNALS_AT_ONCE) return counted;
  }
}

/** Forgets what weighs nothing any more. */
export async function pruneTrends({ signals, clock }: Pick<CountSignalsDeps, 'signals' | 'clock'>): Promise<void> {
  const nowMs = clock().getTime();
  await signals.prune(dayOf(nowMs - dayMs), rankFloors(nowMs));
}

async function settle(
  { signals: store, hash, groupOf, clock }: CountSignalsDeps,
  signals: readonly SignalRow[],
): Promise<void> {
  const now = clock();
  const userIds = [...new Set(signals.flatMap(({ userId }) => userId ?? []))];
  const madeAt = await store.accountTimes(userIds);
  const isOld = (userId: string | null) => {
    const made = userId === null ? undefined : madeAt.get(userId);
    return made !== undefined && now.getTime() - made.getTime() >= NEW_ACCOUNT_MS;
  };
  const viewers = signals.flatMap(({ kind, userId }) => (kind === 'view' && userId && isOld(userId) ? [userId] : []));
  const watched = await store.lastWatched([...new Set(viewers)], PAIRED_WITH + 1);
  const groups = new Map<string, number>();
  for (const userId of watched.keys()) groups.set(userId, await groupOf(userId));
  const sources = new Map<number, string>();
  const hashes = new Map<string, string>();
  for (const signal of signals) {
    const source = `${signal.kind} ${sourceOf(signal, isOld(signal.userId)) ?? 'unknown'}`;
    const hashed = hashes.get(source) ?? (await hash(source));
    hashes.set(source, hashed);
    sources.set(signal.id, hashed);
  }
  const sourceKey = (signal: SignalRow) => ({
    day: dayOf(signal.at.getTime()),
    videoId: signal.videoId,
    source: sources.get(signal.id) ?? '',
  });

  await store.settle(
    signals,
    (all) => ({ sources: all.map(sourceKey), ranks: all.flatMap(rankKeys) }),
    (taken, known) => {
      const counts = new Map<string, SourceCount>(known.sources.map((row) => [keyOf(row), row]));
      const ranks = new Map<string, RankChange>(known.ranks.map((row) => [keyOf(row), row]));
      for (const signal of taken) {
        const key = sourceKey(signal);
        const nth = (counts.get(keyOf(key))?.count ?? 0) + 1;
        counts.set(keyOf(key), { ...key, count: nth });
        const kindWeight = sourceOf(signal, isOld(signal.userId)) === null ? 1 : signalWeights[signal.kind];
        const weight = kindWeight * worthOf(nth);
        for (const place of rankKeys(signal)) {
          const added = rankAt(place.window, weight, Math.min(signal.at.getTime(), now.getTime()));
          const before = ranks.get(keyOf(place))?.rank ?? Number.NEGATIVE_INFINITY;
          ranks.set(keyOf(place), { ...place, rank: addRanks(before, added) });
        }
      }
      return { sources: [...counts.values()], ranks: [...ranks.values()], pairs: pairsOf(taken, watched, groups) };
    },
    now,
  );
}

/** Whatever cannot be told apart counts as one, `null`, and its kind adds nothing to its weight. */
function sourceOf({ kind, userId, network }: SignalRow, isOldAccount: boolean): string | null {
  if (kind === 'view' || kind === 'share') return network;
  return isOldAccount ? userId : null;
}

/** Everywhere, and in the country where it was. */
const rankKeys = ({ videoId, country }: SignalRow): Omit<RankChange, 'rank'>[] =>
  trendWindows.flatMap((window) =>
    (country === null ? [''] : ['', country]).map((place) => ({ window, country: place, videoId })),
  );

/** What a viewer watched last goes with what they watched before, the more the sooner after it. */
function pairsOf(
  taken: readonly SignalRow[],
  watched: ReadonlyMap<string, readonly string[]>,
  groups: ReadonlyMap<string, number>,
): PairWeight[] {
  const pairs = new Map<string, Omit<PairWeight, 'peopleBits'> & { groups: Set<number> }>();
  const add = (videoId: string, otherId: string, weight: number, group: number) => {
    const key = `${videoId} ${otherId}`;
    const before = pairs.get(key) ?? { videoId, otherId, weight: 0, groups: new Set() };
    pairs.set(key, { ...before, weight: before.weight + weight, groups: before.groups.add(group) });
  };
  for (const { kind, userId, videoId } of taken) {
    const group = groups.get(userId ?? '');
    if (kind !== 'view' || userId === null || group === undefined) continue;
    const others = (watched.get(userId) ?? []).filter((other) => other !== videoId).slice(0, PAIRED_WITH);
    for (const [at, other] of others.entries()) {
      add(videoId, other, 1 / (1 + at), group);
      add(other, videoId, 1 / (1 + at), group);
    }
  }
  return [...pairs.values()].map(({ groups: of, ...pair }) => ({ ...pair, peopleBits: bitsOf(of) }));
}

const keyOf = (row: { videoId: string } & Partial<Record<'day' | 'source' | 'window' | 'country', string>>): string =>
  [row.day, row.source, row.window, row.country, row.videoId].join(' ');
const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);
