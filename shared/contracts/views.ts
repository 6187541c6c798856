import * as z from 'zod';
import { viewEventSchema } from './playback.ts';

/** A view event as the edge took it: the session is one it issued for this video, the times are milliseconds. */
export const takenViewSchema = viewEventSchema.omit({ client_ts: true }).extend({
  /** The same for the same report sent again, so that whatever repeats counts once. */
  event_id: z.string().max(100),
  client_at_ms: z.int(),
  received_at_ms: z.int().positive(),
});

export const VIEWS_PER_BATCH = 500;

/** `POST /internal/views`, from the edge to origin. Sending a batch again changes nothing. */
export const viewBatchSchema = z.object({
  events: z.array(takenViewSchema).max(VIEWS_PER_BATCH),
  /** How many were refused since the last batch because too many were waiting. */
  dropped: z.int().min(0),
});

export type TakenView = z.infer<typeof takenViewSchema>;
export type ViewBatch = z.infer<typeof viewBatchSchema>;
