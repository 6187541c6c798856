import { ROOM_MESSAGES_PER_PUBLISH } from '../../shared/contracts/rooms.ts';
import type { PublishToRoom } from './publish-to-room.ts';
import type { RoomMessageRow, RoomMessageStore } from './store.ts';

const BATCH_SIZE = 500;

export type RelayRoomsDeps = {
  store: Pick<RoomMessageStore, 'listPending' | 'markDelivered'>;
  publish: PublishToRoom;
  clock: () => Date;
};

/**
 * One round: tells each room, in order, what it has not acknowledged. A message is marked only after that, so a crash
 * repeats it and the room leaves it out. Rooms do not wait for each other; throws when one could not be told.
 */
export async function relayRoomMessages(deps: RelayRoomsDeps): Promise<void> {
  for (;;) {
    const rows = await deps.store.listPending(BATCH_SIZE);
    const rooms = Map.groupBy(rows, ({ videoId }) => videoId);
    const outcomes = await Promise.allSettled([...rooms].map(([videoId, messages]) => tell(deps, videoId, messages)));
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} of ${rooms.size} rooms were not told`);
    if (rows.length < BATCH_SIZE) return;
  }
}

async function tell({ store, publish, clock }: RelayRoomsDeps, videoId: string, rows: RoomMessageRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROOM_MESSAGES_PER_PUBLISH) {
    const some = rows.slice(at, at + ROOM_MESSAGES_PER_PUBLISH);
    await publish(
      videoId,
      some.map(({ messageId, type, data }) => ({ message_id: messageId, type, data })),
    );
    await store.markDelivered(
      some.map(({ id }) => id),
      clock(),
    );
  }
}
