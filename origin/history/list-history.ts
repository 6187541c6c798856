import * as z from 'zod';
import type { HistoryEntry, HistoryPage, HistoryQuery } from '../../shared/contracts/history.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import { createListCursor, pageOf } from '../http/list-cursor.ts';
import type { SignedIn } from '../policy/who.ts';
import { listVisibleVideos } from '../videos/list-visible-videos.ts';
import { presentListedVideo } from '../videos/present-listed-video.ts';
import type { VideoForViewer } from '../videos/store.ts';
import type { HistoryDeps } from './deps.ts';
import type { HistoryRow } from './store.ts';

const cursors = createListCursor('history', z.object({ watchedAtMs: z.int(), videoId: videoIdSchema }));

/** What the actor has watched, newest first, on whichever device. Videos they may not see any more have no `video`. */
export async function listHistory(
  deps: HistoryDeps,
  actor: SignedIn,
  { limit, cursor, state }: HistoryQuery,
): Promise<HistoryPage> {
  const { userId } = actor;
  const filter = `${userId} ${state}`;
  const after = cursors.decode(cursor, filter);
  const rows = await deps.history.list({ userId, limit: limit + 1, after, onlyUnfinished: state === 'unfinished' });
  const { shown, last } = pageOf(rows, limit);
  const videos = await listVisibleVideos(
    deps.videos,
    actor,
    shown.map(({ videoId }) => videoId),
  );
  return {
    history: shown.map((row) => presentEntry(row, videos.get(row.videoId))),
    next_cursor: last && cursors.encode({ watchedAtMs: last.watchedAt.getTime(), videoId: last.videoId }, filter),
  };
}

export function presentEntry(row: HistoryRow, video: VideoForViewer | undefined): HistoryEntry {
  return {
    video_id: row.videoId,
    position_sec: row.positionSec,
    watched_at: row.watchedAt.toISOString(),
    unfinished: row.isUnfinished,
    video: video ? presentListedVideo(video) : null,
  };
}
