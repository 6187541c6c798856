import * as z from 'zod';
import { videoIdSchema } from '../ids.ts';
import { listedVideoSchema } from './listed-video.ts';

export const historyEntrySchema = z.object({
  video_id: videoIdSchema,
  position_sec: z.number(),
  watched_at: z.iso.datetime(),
  /** Begun and not seen to the end: between 5 % and 95 %. */
  unfinished: z.boolean(),
  /** Null when you may not see the video any more. */
  video: listedVideoSchema.nullable(),
});

export const historyPageSchema = z.object({
  history: z.array(historyEntrySchema),
  next_cursor: z.string().nullable(),
});

export const historyQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(24),
  cursor: z.string().max(300).optional(),
  /** `unfinished`: what to continue watching. */
  state: z.enum(['all', 'unfinished']).default('all'),
});

export const putHistorySchema = z.object({ position_sec: z.number().min(0) });
export const historySettingsSchema = z.object({ paused: z.boolean() });

export type HistoryEntry = z.infer<typeof historyEntrySchema>;
export type HistoryPage = z.infer<typeof historyPageSchema>;
export type HistoryQuery = z.infer<typeof historyQuerySchema>;
export type HistorySettings = z.infer<typeof historySettingsSchema>;
