import type { Log } from '../../platform/log.ts';
import type { ViewBatch } from '../../shared/contracts/views.ts';
import type { ViewStore } from './store.ts';

export type ViewDeps = { views: ViewStore; log: Log };

/**
 * Counts the first `start` of each session on a UTC day, the day on which the edge took it. A batch that comes again,
 * because its answer was lost, counts nothing; nor does a video that is gone.
 */
export async function recordViews({ views, log }: ViewDeps, { events, dropped }: ViewBatch): Promise<void> {
  if (dropped > 0) log.warn({ dropped }, 'the edge had to refuse view events');
  const starts = events.filter(({ event }) => event === 'start');
  await views.countViews(
    starts.map(({ video_id, session_id, received_at_ms }) => {
      const startedAt = new Date(received_at_ms);
      return { videoId: video_id, sessionId: session_id, day: startedAt.toISOString().slice(0, 10), startedAt };
    }),
  );
}
