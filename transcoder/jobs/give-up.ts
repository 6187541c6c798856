import { failureWords } from '../../shared/media/failure-words.ts';
import { MediaError } from '../run/media-error.ts';
import { removeWork } from '../steps/remove-work.ts';
import { createEncodeState } from './encode-state.ts';
import type { JobDeps } from './job-deps.ts';
import { sendResult } from './send-result.ts';

/**
 * Ends an encode for good: its other jobs notice and end by themselves, origin is told once, the intermediate files go.
 * `error` is the source's fault when it is a `MediaError`. May be called by several jobs and again.
 */
export async function giveUp(
  deps: Pick<JobDeps, 'redis' | 'results' | 'store' | 'clock'>,
  job: { videoId: string; encode: string },
  error: unknown,
): Promise<void> {
  const { videoId, encode } = job;
  // Before the files go: who stores one later than that looks at the mark and takes it away again.
  await createEncodeState(deps.redis, job).markFailed();
  const code = error instanceof MediaError ? error.code : 'processing_failed';
  const message = error instanceof MediaError ? error.message : failureWords.processing_failed;
  await sendResult(deps, encode, { kind: 'failed', video_id: videoId, code, message });
  await removeWork(job, deps);
}
