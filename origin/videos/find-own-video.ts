import { partsIn } from '../policy/channels.ts';
import { requireMay } from '../policy/may.ts';
import type { VideoAction } from '../policy/videos.ts';
import type { Actor } from '../policy/who.ts';
import { findVisibleVideo, type VideoDeps } from './find-visible-video.ts';
import type { VideoRow } from './store.ts';

/** A video whose owner or channel lets the viewer do `action`. Throws `forbidden` if they can see it, else `not_found`. */
export async function findOwnVideo(
  deps: VideoDeps,
  viewer: Actor,
  videoId: string,
  action: VideoAction = 'videos.edit',
): Promise<VideoRow> {
  const { video, memberRole } = await findVisibleVideo(deps, viewer, videoId);
  const parts = partsIn({ ownerId: video.ownerId, memberRole }, viewer);
  requireMay(viewer, action, parts, 'only its owner and who works on its channel can change a video');
  return video;
}
