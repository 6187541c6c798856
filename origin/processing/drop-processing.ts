import { failureWords } from '../../shared/media/failure-words.ts';
import type { AuditActor } from '../audit/audit-actor.ts';
import type { ProcessingDeps } from './deps.ts';
import { removeJobs, requireIdle } from './require-idle.ts';

/** Gives up on the jobs of a video, which stays failed. Throws `conflict` while one waits or runs. */
export async function dropProcessing(deps: ProcessingDeps, by: AuditActor, videoId: string): Promise<void> {
  await requireIdle(deps, videoId);
  // First: what is done without a transaction must not be done without a trace.
  const object = { kind: 'video' as const, id: videoId };
  await deps.audit.record({ by, action: 'video.jobs_cancelled', object }, deps.clock());
  // Without its job a video in `processing` would be queued again.
  const failure = { code: 'processing_failed', message: failureWords.processing_failed } as const;
  await deps.results.applyResult({ kind: 'failed', video_id: videoId, ...failure }, deps.clock());
  await removeJobs(deps, videoId);
}
