import type { CreatePlaylist, Playlist } from '../../shared/contracts/playlists.ts';
import { newId } from '../../shared/ids.ts';
import { requireMay } from '../policy/may.ts';
import type { SignedIn } from '../policy/who.ts';
import type { PlaylistDeps } from './deps.ts';
import { getPlaylist } from './get-playlist.ts';

/** An empty one. `operationId` is that of a request that may be tried again. Throws `quota_exceeded`. */
export async function createPlaylist(
  deps: PlaylistDeps,
  actor: SignedIn,
  { title, description, visibility, allow_duplicates: allowDuplicates }: CreatePlaylist,
  operationId: string | undefined,
): Promise<Playlist> {
  requireMay(actor, 'playlists.create', [], 'sign in to make playlists');
  const now = deps.clock();
  const playlistId = operationId ?? newId();
  await deps.playlists.create(
    {
      ...{ id: playlistId, ownerId: actor.userId, kind: 'own', title, description: description ?? '', visibility },
      ...{ allowDuplicates, createdAt: now, updatedAt: now },
    },
    deps.limits,
  );
  return getPlaylist(deps, actor, playlistId);
}
