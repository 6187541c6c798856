import { and, asc, inArray, isNull, lt } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { newId } from '../../shared/ids.ts';
import { roomMessages } from '../../shared/schema/index.ts';
import type { Transaction } from '../outbox/store.ts';

export type RoomMessageRow = typeof roomMessages.$inferSelect;
export type RoomMessageStore = ReturnType<typeof createRoomMessageStore>;

/** The edge refuses longer ones. */
const MAX_DATA_LENGTH = 16 * 1024;

/**
 * Tells everybody in a video's room of a change, in the transaction that makes it; wake the rooms' relay after the commit.
 * Type `close` sends them away instead. Throws a `RangeError` for data that no room takes.
 */
export async function addRoomMessage(
  tx: Transaction,
  message: { videoId: string; type: string; data: object },
  now: Date,
): Promise<void> {
  if (JSON.stringify(message.data).length > MAX_DATA_LENGTH)
    throw new RangeError(`a room message may carry at most ${MAX_DATA_LENGTH} characters`);
  await tx.insert(roomMessages).values({ ...message, messageId: newId(), createdAt: now });
}

export function createRoomMessageStore(db: Database) {
  return {
    /** Oldest first. */
    async listPending(limit: number): Promise<RoomMessageRow[]> {
      const pending = isNull(roomMessages.deliveredAt);
      return db.select().from(roomMessages).where(pending).orderBy(asc(roomMessages.id)).limit(limit);
    },

    async markDelivered(ids: number[], now: Date): Promise<void> {
      const mine = and(inArray(roomMessages.id, ids), isNull(roomMessages.deliveredAt));
      await db.update(roomMessages).set({ deliveredAt: now }).where(mine);
    },

    async deleteDeliveredBefore(time: Date): Promise<void> {
      await db.delete(roomMessages).where(lt(roomMessages.deliveredAt, time));
    },
  };
}
