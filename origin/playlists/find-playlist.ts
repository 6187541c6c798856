import { WATCH_LATER } from '../../shared/contracts/playlist-words.ts';
import { AppError } from '../../shared/errors.ts';
import { requireMay } from '../policy/may.ts';
import type { Actor } from '../policy/who.ts';
import type { PlaylistDeps } from './deps.ts';
import type { PlaylistWithOwner } from './store.ts';

/**
 * A playlist that the actor may see: their own, or one that is not private and whose owner is in good standing. Throws
 * `not_found` for others and for missing ones alike; `unauthenticated` for the watch-later list of nobody.
 */
export async function findPlaylist(deps: PlaylistDeps, actor: Actor, playlistId: string): Promise<PlaylistWithOwner> {
  const found = await deps.playlists.find(await idOf(deps, actor, playlistId));
  const isOwn = found !== undefined && found.playlist.ownerId === actor?.userId;
  const isOpen = found !== undefined && found.playlist.visibility !== 'private' && found.owner.suspendedAt === null;
  if (!found || !(isOwn || isOpen)) throw new AppError('not_found', 'there is no such playlist');
  return found;
}

/** One that is the actor's to change. Throws `forbidden` for somebody else's that they can see, else `not_found`. */
export async function findOwnPlaylist(
  deps: PlaylistDeps,
  actor: Actor,
  playlistId: string,
): Promise<PlaylistWithOwner> {
  const found = await findPlaylist(deps, actor, playlistId);
  const parts = found.playlist.ownerId === actor?.userId ? (['owner'] as const) : [];
  requireMay(actor, 'playlists.edit', parts, 'only its owner can change a playlist');
  return found;
}

async function idOf(deps: PlaylistDeps, actor: Actor, playlistId: string): Promise<string> {
  if (playlistId !== WATCH_LATER) return playlistId;
  if (actor === null) throw new AppError('unauthenticated', 'sign in to watch something later');
  return deps.playlists.watchLaterOf(actor.userId, deps.clock());
}
