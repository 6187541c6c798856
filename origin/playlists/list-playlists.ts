import * as z from 'zod';
import type { PlaylistPageQuery, Playlists } from '../../shared/contracts/playlists.ts';
import { AppError } from '../../shared/errors.ts';
import { idSchema } from '../../shared/ids.ts';
import { createListCursor, pageOf } from '../http/list-cursor.ts';
import type { Actor, SignedIn } from '../policy/who.ts';
import type { PlaylistDeps } from './deps.ts';
import { presentPlaylists } from './present-playlist.ts';

const cursors = createListCursor('playlists', z.object({ before: idSchema }));

/** The actor's playlists, newest first, their watch-later list included. */
export function listOwnPlaylists(deps: PlaylistDeps, actor: SignedIn, query: PlaylistPageQuery): Promise<Playlists> {
  return list(deps, actor, { ownerId: actor.userId, onlyPublic: false }, query);
}

/** Somebody's public playlists, newest first. Throws `not_found` for a user who is not there. */
export async function listPublicPlaylists(
  deps: PlaylistDeps,
  actor: Actor,
  username: string,
  query: PlaylistPageQuery,
): Promise<Playlists> {
  const ownerId = await deps.playlists.findOwnerId(username);
  if (ownerId === undefined) throw new AppError('not_found', 'there is no such user');
  return list(deps, actor, { ownerId, onlyPublic: true }, query);
}

async function list(
  deps: PlaylistDeps,
  actor: Actor,
  whose: { ownerId: string; onlyPublic: boolean },
  { limit, cursor }: PlaylistPageQuery,
): Promise<Playlists> {
  const filter = `${whose.ownerId} ${whose.onlyPublic}`;
  const before = cursors.decode(cursor, filter)?.before ?? null;
  const { shown, last } = pageOf(await deps.playlists.list({ ...whose, limit: limit + 1, before }), limit);
  return {
    playlists: await presentPlaylists(deps, actor, shown),
    next_cursor: last && cursors.encode({ before: last.playlist.id }, filter),
  };
}
