import type { ChangeVideos, VideosChanged } from '../../shared/contracts/studio.ts';
import { AppError } from '../../shared/errors.ts';
import { addItem } from '../playlists/add-item.ts';
import type { PlaylistDeps } from '../playlists/deps.ts';
import type { Actor } from '../policy/who.ts';
import { type DeleteDeps, deleteVideo } from '../videos/delete-video.ts';
import { findOwnVideo } from '../videos/find-own-video.ts';
import { updateVideo } from '../videos/update-video.ts';

export type ChangeVideosDeps = { videos: DeleteDeps; playlists: PlaylistDeps };

/**
 * Does one thing to several videos, each as if it were asked for alone: what is refused for one stops none of the others, and
 * asking again does what is left.
 */
export async function changeVideos(
  deps: ChangeVideosDeps,
  viewer: Actor,
  change: ChangeVideos,
): Promise<VideosChanged> {
  const changed: string[] = [];
  const refused: VideosChanged['refused'] = [];
  // One after the other: a list of fifty is no reason to occupy fifty connections of the database.
  for (const videoId of new Set(change.video_ids)) {
    try {
      await changeOne(deps, viewer, videoId, change);
      changed.push(videoId);
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      refused.push({ video_id: videoId, code: error.code, message: error.message });
    }
  }
  return { changed, refused };
}

async function changeOne(deps: ChangeVideosDeps, viewer: Actor, videoId: string, change: ChangeVideos): Promise<void> {
  if (change.action === 'delete') return deleteVideo(deps.videos, viewer, videoId);
  if (change.action === 'set_visibility') {
    await updateVideo(deps.videos, viewer, videoId, { visibility: change.visibility });
    return;
  }
  await findOwnVideo(deps.videos, viewer, videoId);
  await addItem(deps.playlists, viewer, change.playlist_id, { videoId, place: undefined, operationId: undefined });
}
