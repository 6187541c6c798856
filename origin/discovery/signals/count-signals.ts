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

type Source = Omit<SourceCount, 'count'>;
type Place = Omit<RankChange, 'rank'>;
type Keyed<Row> = { key: string; row: Row };
/** What one signal weighs, where it came from and where it counts. */
type Attention = { weight: number; source: Keyed<Source>; places: Keyed<Place>[] };

/** So many that what they change lies close together, and so few that other writers wait for half a second or so. */
const SIGNALS_AT_ONCE = 5_000;
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
  const hashes = new Map<string, string>();
  const attention = new Map<number, Attention>();
  for (const signal of signals) {
    const source = sourceOf(signal, isOld(signal.userId));
    const text = `${signal.kind} ${source ?? 'unknown'}`;
    const hashed = hashes.get(text) ?? (await hash(text));
    hashes.set(text, hashed);
    attention.set(signal.id, {
      weight: source === null ? 1 : signalWeights[signal.kind],
      source: keyed(sourceKey, { day: dayOf(signal.at.getTime()), videoId: signal.videoId, source: hashed }),
      places: placesOf(signal).map((place) => keyed(placeKey, place)),
    });
  }

  await store.settle(
    signals,
    {
      sources: distinct([...attention.values()].map(({ source }) => source)),
      ranks: distinct([...attention.values()].flatMap(({ places }) => places)),
    },
    (taken, known) => {
      const counts = new Map<string, SourceCount>(known.sources.map((row) => [sourceKey(row), row]));
      const ranks = new Map<string, RankChange>(known.ranks.map((row) => [placeKey(row), row]));
      for (const { id, at } of taken) {
        const noted = attention.get(id);
        if (!noted) continue;
        const { weight, source, places } = noted;
        const nth = (counts.get(source.key)?.count ?? 0) + 1;
        counts.set(source.key, { ...source.row, count: nth });
        for (const { key, row } of places) {
          const added = rankAt(row.window, weight * worthOf(nth), Math.min(at.getTime(), now.getTime()));
          const before = ranks.get(key)?.rank ?? Number.NEGATIVE_INFINITY;
          ranks.set(key, { ...row, rank: addRanks(before, added) });
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
const placesOf = ({ videoId, country }: SignalRow): Place[] =>
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

const sourceKey = ({ day, videoId, source }: Source): string => `${day} ${videoId} ${source}`;
const placeKey = ({ window, country, videoId }: Place): string => `${window} ${country} ${videoId}`;
const keyed = <Row>(keyOf: (row: Row) => string, row: Row): Keyed<Row> => ({ key: keyOf(row), row });
const distinct = <Row>(rows: readonly Keyed<Row>[]): Row[] => [
  ...new Map(rows.map(({ key, row }) => [key, row])).values(),
];
const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);
