import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';
import { discoverySurfaces, suggestionReasons, trendWindows } from './discovery-words.ts';
import { listedVideoSchema } from './listed-video.ts';

const limitSchema = z.coerce.number().int().min(1).max(50).default(20);

export const trendingQuerySchema = z.object({
  window: z.enum(trendWindows).default('day'),
  category: z.string().max(50).optional(),
  /** ISO 3166-1 alpha-2, of the viewers; `own`: where who asks is, if enough trends there; without it everywhere. */
  country: z
    .string()
    .regex(/^([A-Z]{2}|own)$/)
    .optional(),
  limit: limitSchema,
});
export const trendingSchema = z.object({
  videos: z.array(listedVideoSchema),
  /** Of whose viewers' attention it is; null: of all. */
  country: z.string().nullable(),
  next_cursor: z.null(),
});

export const suggestionSchema = listedVideoSchema.extend({
  reason: z.enum(suggestionReasons),
  /** The watched video that it goes with; null where there is none, or it may no longer be seen. */
  because_of: z.object({ video_id: videoIdSchema, title: z.string() }).nullable(),
});
export const suggestionsSchema = z.object({
  /** Names this answer in reports of what was shown and followed. */
  list_id: idSchema,
  /** What is tried out on this viewer. */
  variant: z.string(),
  videos: z.array(suggestionSchema),
  next_cursor: z.null(),
});

/** An anonymous session says itself what it watched: nothing is kept about it. */
const recentSchema = z
  .string()
  .max(300)
  .optional()
  .transform((text) => (text ? text.split(',') : []))
  .pipe(z.array(videoIdSchema).max(20));

export const relatedQuerySchema = z.object({ limit: limitSchema, recent: recentSchema });
export const recommendationsQuerySchema = z.object({ limit: limitSchema, recent: recentSchema });

/** What of a list was seen, and what of it was followed. Sending it again changes nothing. */
export const discoveryReportSchema = z.strictObject({
  list_id: idSchema,
  surface: z.enum(discoverySurfaces),
  variant: z.string().max(30).default('none'),
  shown: z
    .array(z.strictObject({ video_id: videoIdSchema, position: z.int().min(0).max(1_000) }))
    .max(50)
    .default([]),
  clicked: videoIdSchema.optional(),
});

export const ctrSchema = z.object({
  surfaces: z.array(
    z.object({
      surface: z.enum(discoverySurfaces),
      variant: z.string(),
      impressions: z.int(),
      clicks: z.int(),
      /** Clicks for each impression. */
      ctr: z.number(),
    }),
  ),
});

export type TrendingQuery = z.infer<typeof trendingQuerySchema>;
export type Trending = z.infer<typeof trendingSchema>;
export type Suggestion = z.infer<typeof suggestionSchema>;
export type Suggestions = z.infer<typeof suggestionsSchema>;
export type DiscoveryReport = z.infer<typeof discoveryReportSchema>;
export type Ctr = z.infer<typeof ctrSchema>;
