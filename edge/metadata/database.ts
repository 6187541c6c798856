import { AppError } from '../../shared/errors.ts';
import { createHranaReader, type HranaReader, type HranaServer, type Rows, type SqlValue } from './hrana.ts';

export type { Row, Rows, SqlValue } from './hrana.ts';

/** What a read must have taken in. */
export type ReadFrom = {
  /** At least this replication index, so that a writer sees the own write; 0 for any. */
  minIndex: number;
  /** Something has just changed that a replica may not know of yet. */
  fromPrimary: boolean;
};

export const anyState: ReadFrom = { minIndex: 0, fromPrimary: false };

/** Read access to libSQL. Throws `AppError` `unavailable` (with Retry-After) when no server can be asked. */
export type Database = { query(sql: string, args: readonly SqlValue[], from: ReadFrom): Promise<Rows> };

export type DatabaseOptions = {
  primary: HranaServer;
  /** The nearest copy; null to read from the primary alone. */
  replica: HranaServer | null;
  now: () => number;
  /** Of each server, that stay open between reads: as `StreamOptions` has it. */
  maxStreams: number;
  primaryTimeoutMs?: number;
  replicaTimeoutMs?: number;
  /** How long a viewer waits for the own write to arrive at the replica. */
  catchUpTimeoutMs?: number;
};

/** After a failure the replica is left alone this long, so that not every read waits for it. */
const REPLICA_REST_MS = 5_000;

/**
 * Reads from the replica, else from the primary: when the replica fails, when it does not reach the index that the
 * viewer's own write had, and when the caller says so. With the primary gone an older answer is better than none.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { now, primaryTimeoutMs = 3_000, replicaTimeoutMs = 1_000, catchUpTimeoutMs = 300 } = options;
  const primary = createHranaReader(options.primary, options);
  const replica = options.replica && createHranaReader(options.replica, options);
  let restsUntilMs = Number.NEGATIVE_INFINITY;
  /** What the replica was seen not to reach, until when nobody else waits for it. */
  let lagging = { index: Number.POSITIVE_INFINITY, untilMs: Number.NEGATIVE_INFINITY };

  function replicaMayDo({ minIndex, fromPrimary }: ReadFrom): boolean {
    if (fromPrimary || now() < restsUntilMs) return false;
    return minIndex < lagging.index || now() >= lagging.untilMs;
  }

  async function fromReplica(ask: HranaReader, sql: string, args: readonly SqlValue[], minIndex: number) {
    try {
      const timeoutMs = minIndex > 0 ? catchUpTimeoutMs : replicaTimeoutMs;
      return await ask({ sql, args, minIndex, timeoutMs });
    } catch {
      // A wait that ran out tells that it is behind, not that it is broken.
      if (minIndex > 0) lagging = { index: minIndex, untilMs: now() + REPLICA_REST_MS };
      else restsUntilMs = now() + REPLICA_REST_MS;
      return null;
    }
  }

  return {
    async query(sql, args, from) {
      const first = replica && replicaMayDo(from) ? await fromReplica(replica, sql, args, from.minIndex) : null;
      if (first) return first;
      try {
        const read = await primary({ sql, args, minIndex: 0, timeoutMs: primaryTimeoutMs });
        // Nothing is newer than the primary. An index beyond its own is from before it was restored: done with.
        return { ...read, index: Math.max(read.index, from.minIndex) };
      } catch (cause) {
        const last = replica && now() >= restsUntilMs ? await fromReplica(replica, sql, args, 0) : null;
        if (last) return last;
        throw new AppError('unavailable', 'the catalogue cannot be read right now', {
          headers: { 'retry-after': '2' },
          cause,
        });
      }
    },
  };
}
