import type { Log } from '../../platform/log.ts';
import { transcodeJobIds } from '../../shared/contracts/transcode.ts';
import { failureWords } from '../../shared/media/failure-words.ts';
import type { TranscodeJobs } from '../adapters/bullmq-jobs.ts';
import type { Original, OutboxStore } from '../outbox/store.ts';
import type { TranscodeResultStore } from './store.ts';

export type ReconcileDeps = {
  store: TranscodeResultStore;
  outbox: Pick<OutboxStore, 'isPending' | 'addTranscodeJob'>;
  jobs: Pick<TranscodeJobs, 'state' | 'remove'>;
  results: {
    /** Lets results that could not be applied be tried again. */
    retryFailed(): Promise<void>;
    /** Results sent and not yet applied. */
    pendingCount(): Promise<number>;
  };
  clock: () => Date;
  log: Log;
  wakeRelay: () => void;
};

/**
 * One round over the videos in `processing`: a job that Redis lost is queued again, a job that ended for good without
 * a result fails its video, one that succeeded without a result is done again.
 */
export async function reconcileProcessing(deps: ReconcileDeps): Promise<void> {
  await deps.results.retryFailed();
  for (const video of await deps.store.listProcessing()) {
    if (await deps.outbox.isPending(transcodeJobIds.prepare(video.videoId))) continue;
    const state = await deps.jobs.state(video.videoId);
    if (state.kind === 'live') continue;
    // Results are sent before their job ends: with none under way and the video unchanged, there is none.
    if (state.kind === 'ended' && (await deps.results.pendingCount()) > 0) continue;
    if (!(await deps.store.isProcessing(video.videoId))) continue;
    if (state.kind === 'ended' && state.failed) {
      const message = failureWords.processing_failed;
      const failure = { kind: 'failed', video_id: video.videoId, code: 'processing_failed', message } as const;
      await deps.store.applyResult(failure, deps.clock());
    } else {
      if (state.kind === 'ended') await deps.jobs.remove(video.videoId);
      await queueAgain(deps, video);
    }
  }
}

async function queueAgain(deps: ReconcileDeps, video: Original): Promise<void> {
  deps.log.warn({ videoId: video.videoId }, 'the transcoding job was lost; queueing it again');
  await deps.outbox.addTranscodeJob(video, deps.clock());
  deps.wakeRelay();
}
