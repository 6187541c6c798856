import { AppError } from '../../shared/errors.ts';
import type { Actor } from '../policy/who.ts';
import type { PlaylistDeps } from './deps.ts';
import { findOwnPlaylist } from './find-playlist.ts';

/** Throws `forbidden`, `not_found`, and `conflict` for the watch-later list. */
export async function deletePlaylist(deps: PlaylistDeps, actor: Actor, playlistId: string): Promise<void> {
  const { playlist } = await findOwnPlaylist(deps, actor, playlistId);
  if (playlist.kind !== 'own') throw new AppError('conflict', 'the watch-later list cannot be deleted');
  await deps.playlists.delete(playlist.id);
}
