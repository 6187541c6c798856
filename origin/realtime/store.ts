import { asc, gt, inArray, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { newId } from '../../shared/ids.ts';
import { roomMessages } from '../../shared/schema/index.ts';
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

/**
 * The same, with the members of `read` added to the data: an object of JSON that the database makes as it writes, so that
 * it is of this very moment of the transaction. Without nulls.
 */
export function addRoomMessageReading(tx: Transaction, message: NewRoomMessage, read: SQL, now: Date) {
  const row = rowOf(message, now);
  return tx.insert(roomMessages).values({ ...row, data: sql`json_patch(${JSON.stringify(row.data)}, ${read})` });
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

    async delete(ids: readonly number[]): Promise<void> {
      const told = sql`(select value from json_each(${JSON.stringify(ids)}))`;
      await db.delete(roomMessages).where(inArray(roomMessages.id, told));
    },
  };
}

/** Also for the test that looks at how SQLite goes about it. */
export function pendingQuery(db: Database, afterId: number, limit: number) {
  return db.select().from(roomMessages).where(gt(roomMessages.id, afterId)).orderBy(asc(roomMessages.id)).limit(limit);
}
