import type { RoomMessage } from '../../shared/contracts/rooms.ts';

type Door = { fetch(request: Request): Promise<Response> };

/** The rooms of all videos, one object each, and the further objects that hold the sockets of a large one. */
export type Rooms = {
  room(videoId: string): Door & {
    publish(messages: RoomMessage[]): Promise<{ new_events: number; last_event_id: number }>;
  };
  shard(videoId: string, number: number): Door;
};
