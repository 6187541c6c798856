import { and, asc, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { newId } from '../../shared/ids.ts';
import { roomMessages } from '../../shared/schema/index.ts';
import { ROWS_PER_DELETION, untilNone } from '../adapters/until-none.ts';
import type { Transaction } from '../outbox/store.ts';

export type RoomMessageRow = typeof roomMessages.$inferSelect;
export type RoomMessageStore = ReturnType<typeof createRoomMessageStore>;

export type NewRoomMessage = { videoId: string; type: string; data: object };

const ROWS_PER_INSERT = 500;
/** The edge refuses longer ones. */
const MAX_DATA_LENGTH = 16 * 1024;

/**
 * Tells everybody in a video's room of a change, in the transaction that makes it; wake the rooms' relay after the commit.
 * Type `close` sends them away instead. Throws a `RangeError` for data that no room takes. One statement: to be awaited,
 * or run with others in a batch.
 */
export function addRoomMessage(tx: Transaction, message: NewRoomMessage, now: Date) {
  return tx.insert(roomMessages).values(rowOf(message, now));
}

/** The same of many, in few statements. */
export async function addRoomMessages(tx: Transaction, messages: readonly NewRoomMessage[], now: Date): Promise<void> {
  const rows = messages.map((message) => rowOf(message, now));
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT)
    await tx.insert(roomMessages).values(rows.slice(at, at + ROWS_PER_INSERT));
}

function rowOf(message: NewRoomMessage, now: Date) {
  if (JSON.stringify(message.data).length > MAX_DATA_LENGTH)
    throw new RangeError(`a room message may carry at most ${MAX_DATA_LENGTH} characters`);
  return { ...message, messageId: newId(), createdAt: now };
}

export function createRoomMessageStore(db: Database) {
  return {
    /** Those after `afterId`, oldest first: ids are in the order of commits, since SQLite has one writer at a time. */
    async listPending(afterId: number, limit: number): Promise<RoomMessageRow[]> {
      return pendingQuery(db, afterId, limit);
    },

    async markDelivered(ids: readonly number[], now: Date): Promise<void> {
      const asked = sql`(select value from json_each(${JSON.stringify(ids)}))`;
      const mine = and(inArray(roomMessages.id, asked), isNull(roomMessages.deliveredAt));
      await db.update(roomMessages).set({ deliveredAt: now }).where(mine);
    },

    async deleteDeliveredBefore(time: Date): Promise<void> {
      const some = sql`select id from ${roomMessages} where ${lt(roomMessages.deliveredAt, time)} limit ${ROWS_PER_DELETION}`;
      await untilNone(() => db.run(sql`delete from ${roomMessages} where id in (${some})`));
    },
  };
}

/** Also for the test that looks at how SQLite goes about it. */
export function pendingQuery(db: Database, afterId: number, limit: number) {
  const isPending = and(isNull(roomMessages.deliveredAt), gt(roomMessages.id, afterId));
  return db.select().from(roomMessages).where(isPending).orderBy(asc(roomMessages.id)).limit(limit);
}
