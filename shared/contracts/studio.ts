import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';
import { playlistParamSchema } from './playlists.ts';
import { MAX_CHANGED_VIDEOS, ownVideoSorts } from './video-words.ts';
import { videoFailureSchema, videoSchema, videoStageSchema, videoStatusSchema, visibilitySchema } from './videos.ts';

export const ownVideoSortSchema = z.enum(ownVideoSorts);

export const ownVideosQuerySchema = z.object({
  /** Of a channel that you work on; else all videos that are yours. */
  channel_id: idSchema.optional(),
  visibility: visibilitySchema.optional(),
  status: videoStatusSchema.optional(),
  /** Part of the title. */
  q: z.string().trim().max(200).optional(),
  sort: ownVideoSortSchema.default('newest'),
  limit: z.coerce.number().int().min(1).max(100).default(24),
  cursor: z.string().max(500).optional(),
});

export const ownVideoSchema = videoSchema.extend({
  /** Comments and replies that everyone sees. */
  comment_count: z.int(),
  /** While the video is being made; null where the transcoder has not said anything yet. */
  processing: z.object({ progress: z.int().min(0).max(100), stage: videoStageSchema }).nullable(),
  error: videoFailureSchema.nullable(),
});
export const ownVideosSchema = z.object({ videos: z.array(ownVideoSchema), next_cursor: z.string().nullable() });

const videoIdsSchema = z.array(videoIdSchema).min(1).max(MAX_CHANGED_VIDEOS);
export const changeVideosSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('set_visibility'), video_ids: videoIdsSchema, visibility: visibilitySchema }),
  z.strictObject({ action: z.literal('add_to_playlist'), video_ids: videoIdsSchema, playlist_id: playlistParamSchema }),
  z.strictObject({ action: z.literal('delete'), video_ids: videoIdsSchema }),
]);

/** Every video is in one of the two. */
export const videosChangedSchema = z.object({
  changed: z.array(videoIdSchema),
  refused: z.array(z.object({ video_id: videoIdSchema, code: z.string(), message: z.string() })),
});

export type OwnVideoSort = z.infer<typeof ownVideoSortSchema>;
export type OwnVideosQuery = z.infer<typeof ownVideosQuerySchema>;
export type OwnVideo = z.infer<typeof ownVideoSchema>;
export type OwnVideos = z.infer<typeof ownVideosSchema>;
export type ChangeVideos = z.infer<typeof changeVideosSchema>;
export type VideosChanged = z.infer<typeof videosChangedSchema>;
