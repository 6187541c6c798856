import type { Actor } from '../policy/who.ts';
import type { PlaylistDeps } from './deps.ts';
import { findOwnPlaylist } from './find-playlist.ts';

/** Throws `forbidden` and `not_found`. */
export async function removeItem(deps: PlaylistDeps, actor: Actor, playlistId: string, itemId: string): Promise<void> {
  const { playlist } = await findOwnPlaylist(deps, actor, playlistId);
  await deps.playlists.removeItem(playlist.id, itemId, deps.clock());
}
