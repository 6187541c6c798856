import type { Playlist, UpdatePlaylist } from '../../shared/contracts/playlists.ts';
import { AppError } from '../../shared/errors.ts';
import type { Actor } from '../policy/who.ts';
import type { PlaylistDeps } from './deps.ts';
import { findOwnPlaylist } from './find-playlist.ts';
import { getPlaylist } from './get-playlist.ts';

/** Throws `forbidden`, `not_found`, and `conflict` for the watch-later list, which is as it is. */
export async function updatePlaylist(
  deps: PlaylistDeps,
  actor: Actor,
  playlistId: string,
  { allow_duplicates: allowDuplicates, ...said }: UpdatePlaylist,
): Promise<Playlist> {
  const { playlist } = await findOwnPlaylist(deps, actor, playlistId);
  if (playlist.kind !== 'own') throw new AppError('conflict', 'the watch-later list cannot be changed');
  const rule = allowDuplicates === undefined ? {} : { allowDuplicates };
  const changes = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  await deps.playlists.update(playlist.id, { ...changes, ...rule, updatedAt: deps.clock() });
  return getPlaylist(deps, actor, playlist.id);
}
