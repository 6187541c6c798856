import type { Video } from '../../shared/contracts/videos.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { VideoDeps } from './find-visible-video.ts';
import { presentVideo } from './present-video.ts';

/** Published public videos, all or those of one channel, newest first. `next_cursor` is null on the last page. */
export async function listVideos(
  deps: VideoDeps,
  page: { limit: number; cursor?: string | undefined },
  channelId?: string,
): Promise<{ videos: Video[]; next_cursor: string | null }> {
  const after = page.cursor === undefined ? null : decodeCursor(page.cursor, channelId);
  const rows = await deps.store.listNewest({ limit: page.limit + 1, after, now: deps.clock(), channelId });
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1)?.video : undefined;
  return {
    videos: shown.map(presentVideo),
    next_cursor: last ? encodeCursor({ createdAt: last.createdAt, videoId: last.id }, channelId) : null,
  };
}
