import { ROOM_MESSAGES_PER_PUBLISH } from '../../shared/contracts/rooms.ts';
import type { PublishToRoom } from './publish-to-room.ts';
import type { RoomMessageRow, RoomMessageStore } from './store.ts';

const BATCH_SIZE = 500;

export type RelayRoomsDeps = {
  store: Pick<RoomMessageStore, 'listPending' | 'delete'>;
  publish: PublishToRoom;
};
export type RoomRelay = {
  /**
   * One round: tells each room, in order, what it has not acknowledged. Rooms do not wait for each other; throws when one
   * could not be told, and the next round tells it again.
   */
  tell(): Promise<void>;
  /** Deletes what was told since the last time. */
  forget(): Promise<void>;
};

/**
 * Tells rooms at once and deletes it a while later, so that a burst of comments is one write and not one for each of them.
 * Whatever a crash leaves undeleted is told again, and the room leaves it out.
 */
export function createRoomRelay({ store, publish }: RelayRoomsDeps): RoomRelay {
  /** Acknowledged and still there. */
  let told: number[] = [];
  /** Every message up to this one was acknowledged. */
  let toldUpTo = 0;

  async function tellRoom(videoId: string, rows: RoomMessageRow[]): Promise<void> {
    for (let at = 0; at < rows.length; at += ROOM_MESSAGES_PER_PUBLISH) {
      const some = rows.slice(at, at + ROOM_MESSAGES_PER_PUBLISH);
      await publish(
        videoId,
        some.map(({ messageId, type, data }) => ({ message_id: messageId, type, data })),
      );
      told.push(...some.map(({ id }) => id));
    }
  }

  async function tellBatch(): Promise<number> {
    const rows = await store.listPending(toldUpTo, BATCH_SIZE);
    const rooms = Map.groupBy(rows, ({ videoId }) => videoId);
    const outcomes = await Promise.allSettled([...rooms].map(([videoId, messages]) => tellRoom(videoId, messages)));
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    if (failures.length > 0) {
      await forget();
      toldUpTo = 0;
      throw new AggregateError(failures, `${failures.length} of ${rooms.size} rooms were not told`);
    }
    toldUpTo = rows.at(-1)?.id ?? toldUpTo;
    return rows.length;
  }

  async function forget(): Promise<void> {
    if (told.length === 0) return;
    const ids = told;
    told = [];
    try {
      await store.delete(ids);
    } catch (error) {
      told.push(...ids);
      throw error;
    }
  }

  return {
    async tell() {
      while ((await tellBatch()) === BATCH_SIZE) await forget();
    },
    forget,
  };
}
