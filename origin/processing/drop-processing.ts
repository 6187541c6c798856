import { failureWords } from '../../shared/media/failure-words.ts';
import type { ProcessingDeps } from './deps.ts';
import { removeJobs, requireIdle } from './require-idle.ts';

/** Gives up on the jobs of a video, which stays failed. Throws `conflict` while one waits or runs. */
export async function dropProcessing(deps: ProcessingDeps, videoId: string): Promise<void> {
  await requireIdle(deps, videoId);
  // Without its job a video in `processing` would be queued again.
  const failure = { code: 'processing_failed', message: failureWords.processing_failed } as const;
  await deps.results.applyResult({ kind: 'failed', video_id: videoId, ...failure }, deps.clock());
  await removeJobs(deps, videoId);
}
