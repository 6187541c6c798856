import { asc, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { SignalKind } from '../../../shared/contracts/discovery-words.ts';
import {
  discoverySignals,
  recentPairs,
  type trendScores,
  type trendSources,
  users,
} from '../../../shared/schema/index.ts';
import { inKeyOrder } from '../../adapters/in-key-order.ts';
import { ROWS_PER_DELETION, untilNone } from '../../adapters/until-none.ts';
import type { Transaction } from '../../outbox/store.ts';
import { inJson } from '../../search/store.ts';

export type NewSignal = {
  kind: SignalKind;
  videoId: string;
  userId: string | null;
  network?: string | null;
  country?: string | null;
  at: Date;
};
export type SignalRow = typeof discoverySignals.$inferSelect;
export type RankChange = Pick<typeof trendScores.$inferSelect, 'window' | 'country' | 'videoId' | 'rank'>;
export type SourceCount = Omit<typeof trendSources.$inferSelect, 'count'> & { count: number };
export type PairWeight = { videoId: string; otherId: string; weight: number; peopleBits: number };
export type SignalStore = ReturnType<typeof createSignalStore>;

/**
 * Notes what happened to videos, in the transaction in which it happens. One statement: to be awaited, or run with others
 * in a batch.
 */
export function addSignals(tx: Transaction, signals: readonly NewSignal[]) {
  const rows = signals.map(({ kind, videoId, userId, network = null, country = null, at }) => [
    ...[kind, videoId, userId, network, country, at.getTime()],
  ]);
  return tx.run(sql`insert into discovery_signals (kind, video_id, user_id, network, country, at)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
    from json_each(${JSON.stringify(rows)})`);
}

/** Forgets a video that is gone for good, wherever attention was kept for it. Reports of what was shown lapse by age. */
export async function dropAttention(tx: Transaction, videoId: string): Promise<void> {
  const itsOthers = sql`select other_id from recent_pairs where video_id = ${videoId}`;
  // Pairs stand in both directions, so the others are found by its own.
  await tx.run(sql`delete from recent_pairs where other_id = ${videoId} and video_id in (${itsOthers})`);
  await tx.run(sql`delete from recent_pairs where video_id = ${videoId}`);
  await tx.run(sql`delete from trend_scores where video_id = ${videoId}`);
  await tx.run(sql`delete from trend_sources where video_id = ${videoId}`);
  await tx.run(sql`delete from video_neighbours where video_id = ${videoId}`);
  await tx.run(sql`delete from discovery_signals where video_id = ${videoId}`);
}

/** Three people at least: as many bits are left after two have been taken away. */
export function hasThreeBits(bits: SQLWrapper): SQL {
  const fewer = (of: SQLWrapper) => sql`(${of} & (${of} - 1))`;
  return sql`${fewer(fewer(bits))} <> 0`;
}

const rowsOf = (rows: readonly unknown[]) => sql`json_each(${JSON.stringify(rows)}) as j`;

export function createSignalStore(db: Database) {
  return {
    async oldest(limit: number): Promise<SignalRow[]> {
      return db.select().from(discoverySignals).orderBy(asc(discoverySignals.id)).limit(limit);
    },

    /** When each account was made; those that are gone are missing. */
    async accountTimes(userIds: readonly string[]): Promise<Map<string, Date>> {
      const rows = await db
        .select({ id: users.id, createdAt: users.createdAt })
        .from(users)
        .where(inJson(users.id, userIds));
      return new Map(rows.map(({ id, createdAt }) => [id, createdAt]));
    },

    /** What each person watched last, `limit` videos, newest first. */
    async lastWatched(userIds: readonly string[], limit: number): Promise<Map<string, string[]>> {
      if (userIds.length === 0) return new Map();
      const last = sql`select video_id from watch_history where user_id = j.value and is_removed = 0
        order by watched_at desc, video_id desc limit ${limit}`;
      const rows = await db.all<{ userId: string; videoIds: string }>(sql`
        select j.value as "userId", (select json_group_array(video_id) from (${last})) as "videoIds"
        from ${rowsOf(userIds)}`);
      return new Map(rows.map(({ userId, videoIds }) => [userId, JSON.parse(videoIds) as string[]])); // as the query has them
    },

    /**
     * Takes `signals` away and writes what `count` makes of those that were still there and of what is known under `keys`,
     * in one transaction: whoever else counts them at the same time finds them gone.
     */
    async settle(
      signals: readonly SignalRow[],
      keys: { sources: readonly Omit<SourceCount, 'count'>[]; ranks: readonly Omit<RankChange, 'rank'>[] },
      count: (
        taken: readonly SignalRow[],
        known: { sources: SourceCount[]; ranks: RankChange[] },
      ) => { sources: SourceCount[]; ranks: RankChange[]; pairs: PairWeight[] },
      now: Date,
    ): Promise<void> {
      await db.transaction(async (tx) => {
        // CROSS JOIN keeps the order: one look-up by primary key for each row of the list.
        const [gone, sources, ranks] = await tx.batch([
          tx
            .delete(discoverySignals)
            .where(
              inJson(
                discoverySignals.id,
                signals.map(({ id }) => id),
              ),
            )
            .returning({ id: discoverySignals.id }),
          tx.all<SourceCount>(sql`
            select s.day, s.video_id as videoId, s.source, s.count
            from ${rowsOf(byVideo(keys.sources).map((key) => [key.day, key.videoId, key.source]))} cross join trend_sources s
            where s.day = j.value ->> 0 and s.video_id = j.value ->> 1 and s.source = j.value ->> 2`),
          tx.all<RankChange>(sql`
            select s.window, s.country, s.video_id as videoId, s.rank
            from ${rowsOf(byVideo(keys.ranks).map((key) => [key.window, key.country, key.videoId]))} cross join trend_scores s
            where s.video_id = j.value ->> 2 and s.window = j.value ->> 0 and s.country = j.value ->> 1`),
        ]);
        const isTaken = new Set(gone.map(({ id }) => id));
        const taken = signals.filter(({ id }) => isTaken.has(id));
        if (taken.length > 0) await write(tx, count(taken, { sources, ranks }), now);
      });
    },

    /**
     * Forgets what no longer weighs anything: sources of days before `day`, and ranks below those of `floors`; some rows
     * at a time, so that other writers have their turn.
     */
    async prune(day: string, floors: readonly Pick<RankChange, 'window' | 'rank'>[]): Promise<void> {
      const key = sql`day, video_id, source`;
      const oldSources = sql`select ${key} from trend_sources where day < ${day} limit ${ROWS_PER_DELETION}`;
      await untilNone(() => db.run(sql`delete from trend_sources where (${key}) in (${oldSources})`));
      for (const { window, rank } of floors)
        for (const country of await countriesOf(window)) {
          const isOf = sql`window = ${window} and country = ${country}`;
          const low = sql`select video_id from trend_scores where ${isOf} and rank < ${rank} limit ${ROWS_PER_DELETION}`;
          await untilNone(() => db.run(sql`delete from trend_scores where ${isOf} and video_id in (${low})`));
        }
    },
  };

  /** One look-up in the index for each of them. */
  async function countriesOf(window: RankChange['window']): Promise<string[]> {
    const next = (after: SQL) => sql`select min(country) from trend_scores where window = ${window} and ${after}`;
    const rows = await db.all<{ country: string }>(sql`
      with recursive place(country) as (
        ${next(sql`true`)} union all select (${next(sql`country > place.country`)}) from place where country is not null
      ) select country from place where country is not null`);
    return rows.map(({ country }) => country);
  }
}

/** In one exchange, which ends the transaction. */
async function write(
  tx: Transaction,
  { sources, ranks, pairs }: { sources: SourceCount[]; ranks: RankChange[]; pairs: PairWeight[] },
  now: Date,
): Promise<void> {
  // `where true` keeps SQLite from reading ON as a join's.
  const writeSources = tx.run(sql`insert into trend_sources (day, video_id, source, count)
    select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3
    from ${rowsOf(byVideo(sources).map((row) => [row.day, row.videoId, row.source, row.count]))} where true
    on conflict (day, video_id, source) do update set count = excluded.count`);
  const writeRanks = tx.run(sql`insert into trend_scores (window, country, video_id, rank)
    select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3
    from ${rowsOf(byVideo(ranks).map((row) => [row.window, row.country, row.videoId, row.rank]))} where true
    on conflict (video_id, window, country) do update set rank = excluded.rank`);
  await tx.finish([writeSources, writeRanks, ...(pairs.length > 0 ? [addPairs(tx, pairs, now)] : [])]);
}

const byVideo = <T extends { videoId: string }>(rows: readonly T[]) => inKeyOrder(rows, ({ videoId }) => videoId);

function addPairs(tx: Transaction, pairs: readonly PairWeight[], now: Date) {
  return tx
    .insert(recentPairs)
    .select(
      sql`select j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, ${now.getTime()}
        from ${rowsOf(byVideo(pairs).map((row) => [row.videoId, row.otherId, row.weight, row.peopleBits]))} where true`,
    )
    .onConflictDoUpdate({
      target: [recentPairs.videoId, recentPairs.otherId],
      set: {
        weight: sql`${recentPairs.weight} + excluded.weight`,
        peopleBits: sql`${recentPairs.peopleBits} | excluded.people_bits`,
        updatedAt: now,
      },
    });
}
