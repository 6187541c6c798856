import type { Visibility } from '../../shared/contracts/videos.ts';

export type Viewable = { ownerId: string; visibility: Visibility; playable: boolean; publishAt: Date | null };

/** True when the video may be shown to anyone who has its link. */
export function isPublished(video: Viewable, now: Date): boolean {
  return video.visibility !== 'private' && video.playable && (video.publishAt === null || video.publishAt <= now);
}

/** The owner sees a video always, others once it is published. A missing video is seen by nobody. */
export function canSeeVideo<V extends Viewable>(
  video: V | undefined,
  viewer: { userId: string } | null,
  now: Date,
): video is V {
  if (!video) return false;
  return isPublished(video, now) || viewer?.userId === video.ownerId;
}
