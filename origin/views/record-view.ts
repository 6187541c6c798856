import type { ViewEvent } from '../../shared/contracts/playback.ts';
import { type Asking, findVisibleVideo, type VideoDeps } from '../videos/find-visible-video.ts';
import type { ViewStore } from './store.ts';

/** Counts the first `start` of a session on a UTC day, by the server's clock. Throws `not_found`. */
export async function recordView(
  deps: { videos: VideoDeps; views: ViewStore; clock: () => Date },
  viewer: Asking,
  event: ViewEvent,
): Promise<void> {
  await findVisibleVideo(deps.videos, viewer, event.video_id);
  if (event.event !== 'start') return;
  const now = deps.clock();
  await deps.views.countView({
    videoId: event.video_id,
    sessionId: event.session_id,
    day: now.toISOString().slice(0, 10),
    startedAt: now,
  });
}
