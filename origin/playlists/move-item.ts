import type { Actor } from '../policy/who.ts';
import type { PlaylistDeps } from './deps.ts';
import { findOwnPlaylist } from './find-playlist.ts';

/** Puts an item behind another, or `null` to the front. Throws `forbidden` and `not_found`. */
export async function moveItem(
  deps: PlaylistDeps,
  actor: Actor,
  playlistId: string,
  itemId: string,
  place: string | null,
): Promise<void> {
  const { playlist } = await findOwnPlaylist(deps, actor, playlistId);
  await deps.playlists.moveItem(playlist.id, itemId, place, deps.clock());
}
