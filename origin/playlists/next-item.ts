import type { NextItem } from '../../shared/contracts/playlists.ts';
import { AppError } from '../../shared/errors.ts';
import type { Actor } from '../policy/who.ts';
import { listVisibleVideos } from '../videos/list-visible-videos.ts';
import type { PlaylistDeps } from './deps.ts';
import { findPlaylist } from './find-playlist.ts';
import { presentItem } from './present-playlist.ts';
import type { ItemPosition } from './store.ts';

const PAGE = 50;
/** So many items that cannot be played are passed over, then it is the end. */
const MAX_PASSED_OVER = 500;

/** What plays after an item: the next that the actor may see and that can be played. Null at the end. Throws `not_found`. */
export async function nextItem(
  deps: PlaylistDeps,
  actor: Actor,
  playlistId: string,
  itemId: string,
): Promise<NextItem> {
  const { playlist } = await findPlaylist(deps, actor, playlistId);
  const current = await deps.playlists.findItem(playlist.id, itemId);
  if (!current) throw new AppError('not_found', 'there is no such item');
  let after: ItemPosition | null = { position: current.position, itemId: current.id };
  for (let passed = 0; after !== null && passed < MAX_PASSED_OVER; passed += PAGE) {
    const rows = await deps.playlists.listItems({ playlistId: playlist.id, limit: PAGE, after });
    const ids = rows.map(({ videoId }) => videoId);
    const videos = await listVisibleVideos(deps.videos, actor, ids);
    const next = rows.find(({ videoId }) => videos.get(videoId)?.video.playable);
    if (next) return { item: presentItem(next, videos) };
    const last = rows.length === PAGE ? rows.at(-1) : undefined;
    after = last ? { position: last.position, itemId: last.id } : null;
  }
  return { item: null };
}
