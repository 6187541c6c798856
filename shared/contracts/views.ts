import * as z from 'zod';
import { viewEventSchema } from './playback.ts';

/** A view event as the edge took it: the session is one it issued for this video, the times are milliseconds. */
export const takenViewSchema = viewEventSchema.omit({ client_ts: true }).extend({
  /** The same for the same report sent again, so that whatever repeats counts once. */
  event_id: z.string().max(100),
  client_at_ms: z.int(),
  received_at_ms: z.int().positive(),
  /** Who reported it, by an access token that the edge has verified. */
  user_id: z.string().max(100).nullish(),
  /** Of the viewer's address: its first 24 bits of IPv4, 48 of IPv6, in hex. */
  network: z.string().max(12).nullish(),
  /** ISO 3166-1 alpha-2. */
  country: z.string().max(2).nullish(),
  /** The same for all views of this video from this address, or account, on this UTC day; keyed. */
  address_tag: z.string().max(12).nullish(),
  account_tag: z.string().max(12).nullish(),
});

export const VIEWS_PER_BATCH = 500;

/** `POST /internal/views`, from the edge to origin. Sending a batch again changes nothing. */
export const viewBatchSchema = z.object({
  events: z.array(takenViewSchema).max(VIEWS_PER_BATCH),
  /** How many were refused since the last batch because too many were waiting. */
  dropped: z.int().min(0),
});

/** How much a video was watched on each UTC day, newest first. */
export const viewDaysSchema = z.object({
  days: z.array(
    z.object({
      day: z.iso.date(),
      view_count: z.int(),
      watched_sec: z.number(),
      /** Sessions that came to the end. */
      complete_count: z.int(),
    }),
  ),
  next_cursor: z.string().nullable(),
});

export const viewDaysQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(366).default(28),
  cursor: z.string().max(300).optional(),
});

export type ViewDays = z.infer<typeof viewDaysSchema>;
export type ViewDaysQuery = z.infer<typeof viewDaysQuerySchema>;
export type TakenView = z.infer<typeof takenViewSchema>;
export type ViewBatch = z.infer<typeof viewBatchSchema>;
