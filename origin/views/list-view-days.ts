import * as z from 'zod';
import type { ViewDays, ViewDaysQuery } from '../../shared/contracts/views.ts';
import { createListCursor, pageOf } from '../http/list-cursor.ts';
import type { Actor } from '../policy/who.ts';
import { findOwnVideo } from '../videos/find-own-video.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import type { ViewStore } from './store.ts';

export type ViewDaysDeps = { videos: VideoDeps; views: ViewStore };

const cursors = createListCursor('view-days', z.object({ before: z.iso.date() }));

/** How much a video was watched on each day, for those who work on it. Throws `forbidden` and `not_found`. */
export async function listViewDays(
  deps: ViewDaysDeps,
  actor: Actor,
  videoId: string,
  { limit, cursor }: ViewDaysQuery,
): Promise<ViewDays> {
  await findOwnVideo(deps.videos, actor, videoId);
  const before = cursors.decode(cursor, videoId)?.before ?? null;
  const { shown, last } = pageOf(await deps.views.listDays({ videoId, limit: limit + 1, before }), limit);
  return {
    days: shown.map(({ day, viewCount, watchedMs, completeCount }) => ({
      ...{ day, view_count: viewCount, watched_sec: watchedMs / 1000, complete_count: completeCount },
    })),
    next_cursor: last && cursors.encode({ before: last.day }, videoId),
  };
}
