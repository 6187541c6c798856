import type { Playlist } from '../../shared/contracts/playlists.ts';
import { AppError } from '../../shared/errors.ts';
import type { Actor } from '../policy/who.ts';
import type { PlaylistDeps } from './deps.ts';
import { findPlaylist } from './find-playlist.ts';
import { presentPlaylists } from './present-playlist.ts';

/** Throws `not_found` for a missing playlist and for one that the actor may not see alike. */
export async function getPlaylist(deps: PlaylistDeps, actor: Actor, playlistId: string): Promise<Playlist> {
  const [playlist] = await presentPlaylists(deps, actor, [await findPlaylist(deps, actor, playlistId)]);
  if (!playlist) throw new AppError('not_found', 'there is no such playlist');
  return playlist;
}
