import type * as z from 'zod';
import { videoSchema } from './videos.ts';

/** What lists of other things than videos say about a video. */
export const listedVideoSchema = videoSchema.pick({
  video_id: true,
  title: true,
  duration_sec: true,
  view_count: true,
  channel: true,
  created_at: true,
});

export type ListedVideo = z.infer<typeof listedVideoSchema>;
