import type { RoomShard } from './room-shard.ts';
import type { Rooms } from './rooms.ts';
import type { VideoRoom } from './video-room.ts';

/** Rooms as Durable Objects; a name reaches the same object from everywhere. */
export function createDurableRooms(
  rooms: DurableObjectNamespace<VideoRoom>,
  shards: DurableObjectNamespace<RoomShard>,
): Rooms {
  return {
    room: (videoId) => {
      const room = rooms.get(rooms.idFromName(videoId));
      return { fetch: (request) => room.fetch(request), publish: (messages) => room.publish(messages) };
    },
    shard: (videoId, number) => {
      const shard = shards.get(shards.idFromName(`${videoId}#${number}`));
      return { fetch: (request) => shard.fetch(request) };
    },
  };
}
