import { and, asc, eq, gt, inArray, lt, max, ne, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { type ChangeFeedPage, type ChangeKind, changeKinds } from '../../shared/contracts/changes.ts';
import type { RoomClose } from '../../shared/contracts/rooms.ts';
import { changes } from '../../shared/schema/index.ts';
import type { Transaction } from '../outbox/store.ts';
import { addRoomMessages } from '../realtime/store.ts';

export type ChangeStore = ReturnType<typeof createChangeStore>;
type Entry = ChangeFeedPage['changes'][number];

const columns = { seq: changes.seq, kind: changes.kind, subject: changes.subject };
const forgettable = changeKinds.filter((kind) => kind !== 'key_revoked');
const revocations: ChangeKind[] = ['video_revoked', 'user_revoked', 'user_restored', 'session_revoked'];

/** Tells the edge of a change, in the transaction that makes it. */
export async function noteChange(tx: Transaction, kind: ChangeKind, subject: string, now: Date): Promise<void> {
  const [entry] = await tx.insert(changes).values({ kind, subject, at: now }).returning({ seq: changes.seq });
  if (kind === 'video_revoked' && entry) await closeRooms(tx, [{ seq: entry.seq, subject }], now);
}

/** Sends everybody away from the rooms of videos that `entries` of the feed take back. */
export async function closeRooms(
  tx: Transaction,
  entries: readonly { seq: number; subject: string }[],
  now: Date,
): Promise<void> {
  const messages = entries.map(({ seq, subject }) => ({
    ...{ videoId: subject, type: 'close' },
    data: { seq } satisfies RoomClose,
  }));
  await addRoomMessages(tx, messages, now);
}

export function createChangeStore(db: Database) {
  return {
    /** The highest sequence number there is; 0 before the first change. */
    async head(): Promise<number> {
      const [row] = await db.select({ head: max(changes.seq) }).from(changes);
      return row?.head ?? 0;
    },

    /** Oldest first. */
    async listAfter(seq: number, limit: number): Promise<Entry[]> {
      return db.select(columns).from(changes).where(gt(changes.seq, seq)).orderBy(asc(changes.seq)).limit(limit);
    },

    /** The newest entry of each kind about each subject that is still revoked: keys for good, others since `since`. */
    async listRevocations(since: Date): Promise<Entry[]> {
      return db
        .select({ ...columns, seq: max(changes.seq).mapWith(Number) })
        .from(changes)
        .where(or(eq(changes.kind, 'key_revoked'), and(inArray(changes.kind, revocations), gt(changes.at, since))))
        .groupBy(changes.kind, changes.subject)
        .orderBy(max(changes.seq));
    },

    async note(kind: ChangeKind, subject: string, now: Date): Promise<void> {
      await db.insert(changes).values({ kind, subject, at: now });
    },

    /** Key revocations stay, and the newest entry: the highest number must never fall. */
    async deleteBefore(time: Date): Promise<void> {
      await db
        .delete(changes)
        .where(
          and(
            inArray(changes.kind, forgettable),
            lt(changes.at, time),
            ne(changes.seq, sql`(select max(${changes.seq}) from ${changes})`),
          ),
        );
    },
  };
}
