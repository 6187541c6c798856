import type { Database } from '../../platform/database.ts';
import { tellNotedCounts } from '../comments/counts/store.ts';
import { tellRatings } from '../ratings/store.ts';
import type { Rounds } from '../rounds/create-rounds.ts';
import { createPublishToRoom } from './publish-to-room.ts';
import { createRoomRelay } from './relay-room-messages.ts';
import { createRoomMessageStore } from './store.ts';

const lookEveryMs = 1_000;
/** A burst of comments is few messages, and nobody notices that they wait for each other. */
const messagesGapMs = 25;
const countsGapMs = 100;

/** What the rooms at the edge are told: messages from the outbox, and counts that have changed. */
export function openRooms(deps: {
  db: Database;
  edgeUrl: string;
  internalKey: string;
  every: Rounds['every'];
  clock: () => Date;
}) {
  const { db, every, clock } = deps;
  const store = createRoomMessageStore(db);
  const publish = createPublishToRoom(deps);
  const relay = createRoomRelay({ store, publish });
  const rooms = every(lookEveryMs, 'telling rooms', relay.tell, messagesGapMs);
  const deletions = every(lookEveryMs, 'deleting what rooms were told', relay.forget);
  const tellCounts = async () => {
    while ((await tellNotedCounts(db, clock())) > 0) rooms.wake();
  };
  const counts = every(lookEveryMs, 'telling of counts', tellCounts, countsGapMs);
  const tellRated = async () => {
    if ((await tellRatings(db, clock())) > 0) rooms.wake();
  };
  const ratings = every(lookEveryMs, 'telling of ratings', tellRated, countsGapMs);
  return {
    wakeRooms: rooms.wake,
    wakeCounts: counts.wake,
    wakeRatings: ratings.wake,
    rounds: [rooms, counts, ratings, deletions],
  };
}
