import type { Actor } from '../policy/who.ts';
import { findOwnVideo } from './find-own-video.ts';
import type { VideoDeps } from './find-visible-video.ts';

export type DeleteDeps = VideoDeps & {
  /** Tells the clean-up that there are objects to remove. */
  wakePurge: () => void;
};

/**
 * Deletes a video for everyone at once; its objects and jobs are removed afterwards, however often that is interrupted.
 * Throws `forbidden` for someone else who can see it, else `not_found`, also when it is deleted already.
 */
export async function deleteVideo(deps: DeleteDeps, viewer: Actor, videoId: string): Promise<void> {
  await findOwnVideo(deps, viewer, videoId, 'videos.delete');
  await deps.store.delete(videoId, deps.clock());
  deps.wakePurge();
}
