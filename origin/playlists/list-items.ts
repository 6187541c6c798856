import * as z from 'zod';
import type { PlaylistItems, PlaylistPageQuery } from '../../shared/contracts/playlists.ts';
import { idSchema } from '../../shared/ids.ts';
import { createListCursor, pageOf } from '../http/list-cursor.ts';
import type { Actor } from '../policy/who.ts';
import { listVisibleVideos } from '../videos/list-visible-videos.ts';
import type { PlaylistDeps } from './deps.ts';
import { findPlaylist } from './find-playlist.ts';
import { presentItem } from './present-playlist.ts';

const cursors = createListCursor('playlist-items', z.object({ position: z.string().max(200), itemId: idSchema }));

/** A page of a playlist that the actor may see, in its order. Throws `not_found`. */
export async function listItems(
  deps: PlaylistDeps,
  actor: Actor,
  playlistId: string,
  { limit, cursor }: PlaylistPageQuery,
): Promise<PlaylistItems> {
  const { playlist } = await findPlaylist(deps, actor, playlistId);
  const said = cursors.decode(cursor, playlist.id);
  // Keys change when a playlist is put in order again: where the last item is now counts, while it is there.
  const now = said && (await deps.playlists.findItem(playlist.id, said.itemId));
  const after = said && { itemId: said.itemId, position: now?.position ?? said.position };
  const rows = await deps.playlists.listItems({ playlistId: playlist.id, limit: limit + 1, after });
  const { shown, last } = pageOf(rows, limit);
  const videos = await listVisibleVideos(
    deps.videos,
    actor,
    shown.map(({ videoId }) => videoId),
  );
  return {
    items: shown.map((item) => presentItem(item, videos)),
    next_cursor: last && cursors.encode({ position: last.position, itemId: last.id }, playlist.id),
  };
}
