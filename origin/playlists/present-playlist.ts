import type { Playlist, PlaylistItem } from '../../shared/contracts/playlists.ts';
import type { Actor } from '../policy/who.ts';
import { listVisibleVideos } from '../videos/list-visible-videos.ts';
import { presentListedVideo } from '../videos/present-listed-video.ts';
import type { VideoForViewer } from '../videos/store.ts';
import type { PlaylistDeps } from './deps.ts';
import type { ItemRow, PlaylistWithOwner } from './store.ts';

/** Playlists as the actor sees them, each with the first of its videos that they may see; one read for all. */
export async function presentPlaylists(
  deps: PlaylistDeps,
  actor: Actor,
  rows: readonly PlaylistWithOwner[],
): Promise<Playlist[]> {
  const candidates = rows.flatMap(({ firstVideoIds }) => firstVideoIds);
  const videos = await listVisibleVideos(deps.videos, actor, candidates);
  return rows.map(({ playlist, owner, firstVideoIds }) => {
    const cover = firstVideoIds.map((videoId) => videos.get(videoId)).find((video) => video !== undefined);
    return {
      playlist_id: playlist.id,
      kind: playlist.kind,
      title: playlist.title,
      description: playlist.description,
      visibility: playlist.visibility,
      allow_duplicates: playlist.allowDuplicates,
      item_count: playlist.itemCount,
      owner: { username: owner.username, display_name: owner.name },
      cover: cover ? presentListedVideo(cover) : null,
      created_at: playlist.createdAt.toISOString(),
      updated_at: playlist.updatedAt.toISOString(),
    };
  });
}

/** Of a video that the actor may not see nothing is told, its id included. */
export function presentItem(item: ItemRow, videos: ReadonlyMap<string, VideoForViewer>): PlaylistItem {
  const video = videos.get(item.videoId);
  return {
    item_id: item.id,
    video: video ? presentListedVideo(video) : null,
    added_at: item.createdAt.toISOString(),
  };
}
