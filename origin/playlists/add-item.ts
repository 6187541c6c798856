import type { PlaylistItem } from '../../shared/contracts/playlists.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import type { Actor } from '../policy/who.ts';
import { findVisibleVideo } from '../videos/find-visible-video.ts';
import type { PlaylistDeps } from './deps.ts';
import { findOwnPlaylist } from './find-playlist.ts';
import type { Place } from './order/store.ts';
import { presentItem } from './present-playlist.ts';

export type NewItem = { videoId: string; place: Place; operationId: string | undefined };

/**
 * Puts a video that the actor may see into a playlist of theirs. Throws `forbidden`, `not_found`, `conflict` when it is there
 * already and may not be twice, and `quota_exceeded`.
 */
export async function addItem(
  deps: PlaylistDeps,
  actor: Actor,
  playlistId: string,
  { videoId, place, operationId }: NewItem,
): Promise<PlaylistItem> {
  const { playlist } = await findOwnPlaylist(deps, actor, playlistId);
  const video = await findVisibleVideo(deps.videos, actor, videoId);
  const id = operationId ?? newId();
  await deps.playlists.addItem({ id, playlistId: playlist.id, videoId, place }, deps.limits, deps.clock());
  const item = await deps.playlists.findItem(playlist.id, id);
  if (!item) throw new AppError('not_found', 'the item is gone already');
  return presentItem(item, new Map([[videoId, video]]));
}
