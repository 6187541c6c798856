import * as z from 'zod';
import { videoIdSchema } from '../ids.ts';

export const ratings = ['like', 'dislike'] as const;
export const sharePlatforms = ['link', 'email', 'embed', 'facebook', 'x', 'whatsapp', 'telegram', 'reddit'] as const;

export const rateVideoSchema = z.object({ rating: z.enum(ratings) });

/** How a video is taken now. */
export const videoRatingSchema = z.object({
  like_count: z.int(),
  dislike_count: z.int(),
  /** The viewer's own; `null` without one. */
  own_rating: z.enum(ratings).nullable(),
});

export const countShareSchema = z.object({
  /** Made up by the client and kept for a visit: a session counts once for each platform. */
  session_id: z.string().min(8).max(64),
});

export const shareLinksSchema = z.object({
  links: z.array(
    z.object({
      platform: z.enum(sharePlatforms),
      /** To be opened, or copied (`link`, and `embed`, where it is the address of a frame). */
      url: z.url(),
      share_count: z.int(),
    }),
  ),
  next_cursor: z.null(),
});

/** What the room is told, `type: 'video.rated'`. */
export const videoRatedSchema = z.object({ video_id: videoIdSchema, like_count: z.int(), dislike_count: z.int() });

export type Rating = (typeof ratings)[number];
export type VideoRating = z.infer<typeof videoRatingSchema>;
export type SharePlatform = (typeof sharePlatforms)[number];
export type ShareLinks = z.infer<typeof shareLinksSchema>;
export type VideoRated = z.infer<typeof videoRatedSchema>;
