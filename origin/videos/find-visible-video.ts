import { AppError } from '../../shared/errors.ts';
import { canSeeVideo } from './policy.ts';
import type { VideoStore, VideoWithChannel } from './store.ts';

export type VideoDeps = { store: VideoStore; clock: () => Date };
export type Asking = { userId: string } | null;

/** Throws `not_found` for a missing video and one the viewer may not see alike. */
export async function findVisibleVideo(deps: VideoDeps, viewer: Asking, videoId: string): Promise<VideoWithChannel> {
  const found = await deps.store.find(videoId);
  if (!found || !canSeeVideo(found.video, viewer, deps.clock()))
    throw new AppError('not_found', 'there is no such video');
  return found;
}
