import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';

export const playbackSchema = z.object({
  session_id: idSchema,
  /** Absolute URLs on the public host; every URI inside the manifests is relative to them. */
  hls_url: z.url(),
  dash_url: z.url(),
  poster_url: z.url(),
  /** WebVTT of pictures over the seek bar; `null` while there are none. */
  storyboard_url: z.url().nullable(),
  expires_at: z.iso.datetime(),
  /** Seconds until then, for players whose clock is wrong. */
  expires_in_sec: z.int(),
  resume_position_sec: z.number(),
  /** True while only the first rung plays; ask again once the status is `ready`. */
  partial: z.boolean(),
});

export const startPlaybackSchema = z.object({
  /** The token of the session to go on with, from its URLs (`/p/<token>/…`); without it a new session begins. */
  token: z.string().max(1_000).optional(),
});

export const viewEventSchema = z.object({
  video_id: videoIdSchema,
  session_id: idSchema,
  event: z.enum(['start', 'heartbeat', 'complete']),
  position_sec: z.number().min(0),
  client_ts: z.iso.datetime(),
});

export type StartPlayback = z.infer<typeof startPlaybackSchema>;
export type Playback = z.infer<typeof playbackSchema>;
export type ViewEvent = z.infer<typeof viewEventSchema>;
