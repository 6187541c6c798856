import * as z from 'zod';
import { idSchema } from '../ids.ts';

/** `comment.created`, `counts.changed` …: whoever publishes decides; the room hands everything on. */
export const roomEventTypeSchema = z
  .string()
  .regex(/^[a-z][a-z_]*(\.[a-z_]+)*$/)
  .max(50);

export const roomEventSchema = z.object({
  /** Increases within a room, with holes. */
  id: z.int().positive(),
  type: roomEventTypeSchema,
  data: z.unknown(),
  at: z.iso.datetime(),
});

/** What a member hears over `WS /videos/{id}/room`. */
export const roomServerMessageSchema = z.discriminatedUnion('type', [
  /** First answer to a join without `last_event_id`: read what happened before over HTTP, now. */
  z.object({ type: z.literal('joined'), last_event_id: z.int() }),
  /** What came since `last_event_id`, then what comes, in order, each event once. */
  z.object({ type: z.literal('events'), events: z.array(roomEventSchema) }),
  /** Too much was missed to be told: read everything over HTTP again, and go on from this id. */
  z.object({ type: z.literal('reset'), last_event_id: z.int() }),
  z.object({ type: z.literal('presence'), count: z.int() }),
]);

/** The answer to `GET /videos/{id}/room/events`: what a member would have heard. */
export const roomPollSchema = z.object({ messages: z.array(roomServerMessageSchema) });

export const ROOM_MESSAGES_PER_PUBLISH = 100;

/** One message from origin. Telling a room the same `message_id` again changes nothing. */
export const roomMessageSchema = z.object({
  message_id: idSchema,
  /** `close` is an order, not an event: fewer people may watch the video now, so everybody has to ask anew. */
  type: roomEventTypeSchema,
  /** Of a `close`: `RoomClose`. */
  data: z.unknown(),
});
/** The change feed's entry that closes the room: nobody is let in who was judged by an older row of the video. */
export const roomCloseSchema = z.object({ seq: z.int().positive() });

/** `POST /internal/rooms/{video}/publish`, signed with `createInternalSigner(…, 'rooms')`. */
export const roomPublishSchema = z.object({
  messages: z.array(roomMessageSchema).min(1).max(ROOM_MESSAGES_PER_PUBLISH),
});

export type RoomEvent = z.infer<typeof roomEventSchema>;
export type RoomServerMessage = z.infer<typeof roomServerMessageSchema>;
export type RoomPoll = z.infer<typeof roomPollSchema>;
export type RoomClose = z.infer<typeof roomCloseSchema>;
export type RoomMessage = z.infer<typeof roomMessageSchema>;
export type RoomPublish = z.infer<typeof roomPublishSchema>;
