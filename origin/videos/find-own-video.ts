import { AppError } from '../../shared/errors.ts';
import { type Asking, findVisibleVideo, type VideoDeps } from './find-visible-video.ts';
import type { VideoRow } from './store.ts';

/** Throws `forbidden` for someone else who can see the video, else `not_found`. */
export async function findOwnVideo(deps: VideoDeps, viewer: Asking, videoId: string): Promise<VideoRow> {
  const { video } = await findVisibleVideo(deps, viewer, videoId);
  if (video.ownerId !== viewer?.userId) throw new AppError('forbidden', 'only its owner can change a video');
  return video;
}
