import { transcodeJobIds } from '../../shared/contracts/transcode.ts';
import { AppError } from '../../shared/errors.ts';
import type { ProcessingDeps } from './deps.ts';

/** Throws `conflict` while a job of the video waits or runs, or its outcome is not written down yet. */
export async function requireIdle(deps: ProcessingDeps, videoId: string): Promise<void> {
  const isQueued = await deps.outbox.isPending(transcodeJobIds.prepare(videoId));
  const state = await deps.jobs.state(videoId);
  if (isQueued || state.kind === 'live') throw new AppError('conflict', 'the video is being processed');
  if ((await deps.pendingResults()) > 0)
    throw new AppError('conflict', 'results are still being written down; try again in a moment');
}

/** Takes the jobs away. Throws `conflict` when one of an encode that was given up has not noticed that yet. */
export async function removeJobs(deps: ProcessingDeps, videoId: string): Promise<void> {
  try {
    await deps.jobs.remove(videoId);
  } catch (cause) {
    throw new AppError('conflict', 'a job of this video is still running; try again in a moment', { cause });
  }
}
