import { AppError } from '../../shared/errors.ts';
import { type ChannelAction, mayInChannel } from '../channels/policy.ts';
import { type Asking, findVisibleVideo, type VideoDeps } from './find-visible-video.ts';
import type { VideoRow } from './store.ts';

/** A video whose owner or channel lets the viewer do `action`. Throws `forbidden` if they can see it, else `not_found`. */
export async function findOwnVideo(
  deps: VideoDeps,
  viewer: Asking,
  videoId: string,
  action: Extract<ChannelAction, 'edit_videos' | 'delete_videos'> = 'edit_videos',
): Promise<VideoRow> {
  const { video, memberRole } = await findVisibleVideo(deps, viewer, videoId);
  const isOwner = viewer !== null && video.ownerId === viewer.userId;
  if (!mayInChannel(isOwner ? 'owner' : memberRole, action))
    throw new AppError('forbidden', 'only its owner and who works on its channel can change a video');
  return video;
}
