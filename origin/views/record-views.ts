import type { Log } from '../../platform/log.ts';
import type { ViewBatch } from '../../shared/contracts/views.ts';
import type { ViewSender } from './view-stream.ts';

export type RecordDeps = { sender: ViewSender; log: Log };

/**
 * Takes a batch of the edge, which forgets it when this resolves: by then it is counted in the database. A batch that comes
 * again, because its answer was lost, counts nothing; nor does a video that is gone. Throws `unavailable`.
 */
export async function recordViews({ sender, log }: RecordDeps, { events, dropped }: ViewBatch): Promise<void> {
  await sender.send(events);
  if (dropped > 0) log.warn({ dropped }, 'the edge had to refuse view events');
}
