import { AppError } from '../../shared/errors.ts';
import type { AuditActor } from '../audit/audit-actor.ts';
import { noteAs } from '../audit/note-as.ts';
import type { ProcessingDeps } from './deps.ts';
import { removeJobs, requireIdle } from './require-idle.ts';

/**
 * Processes a failed video again, from its original. Throws `not_found`, `original_removed`, or `conflict` when there is nothing to
 * retry. A crash in between leaves a failed video without jobs, which can be retried again.
 */
export async function retryProcessing(deps: ProcessingDeps, by: AuditActor, videoId: string): Promise<void> {
  const video = await deps.store.find(videoId);
  if (!video) throw new AppError('not_found', 'there is no such video');
  if (video.status === 'uploading' || video.status === 'ready')
    throw new AppError('conflict', `the video is ${video.status}`);
  if (!video.original) throw new AppError('conflict', 'the upload of this video was never completed');
  if (video.originalRemoved) throw new AppError('original_removed', 'the original of this video is no longer kept');
  await requireIdle(deps, videoId);
  await removeJobs(deps, videoId);
  await deps.resetProgress(videoId);
  if (!(await deps.store.requeue(video.original, video.status, deps.clock(), noteAs(deps, by))))
    throw new AppError('conflict', 'the video has changed; look again');
  deps.wakeRelay();
}
