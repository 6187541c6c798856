import type { Log } from '../../platform/log.ts';
import { type TranscodeJob, transcodeQueue } from '../../shared/contracts/transcode.ts';
import type { TranscodeJobs } from '../adapters/bullmq-jobs.ts';
import { transcodeJobId } from '../outbox/job-ids.ts';
import type { OutboxStore } from '../outbox/store.ts';
import type { ProcessingVideo, TranscodeResultStore } from './store.ts';

export type ReconcileDeps = {
  store: TranscodeResultStore;
  outbox: Pick<OutboxStore, 'isPending' | 'add'>;
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
    const jobId = transcodeJobId(video.videoId);
    if (await deps.outbox.isPending(jobId)) continue;
    const state = await deps.jobs.state(jobId);
    if (state.kind === 'live') continue;
    // Results are sent before their job ends: with none under way and the video unchanged, there is none.
    if (state.kind === 'ended' && (await deps.results.pendingCount()) > 0) continue;
    if (!(await deps.store.isProcessing(video.videoId))) continue;
    if (state.kind === 'ended' && state.failed) {
      const message = 'Processing failed. The original is kept.';
      const failure = { kind: 'failed', video_id: video.videoId, code: 'processing_failed', message } as const;
      await deps.store.applyResult(failure, deps.clock());
    } else {
      if (state.kind === 'ended') await deps.jobs.remove(jobId);
      await queueAgain(deps, jobId, video);
    }
  }
}

async function queueAgain(deps: ReconcileDeps, jobId: string, video: ProcessingVideo): Promise<void> {
  deps.log.warn({ videoId: video.videoId }, 'the transcoding job was lost; queueing it again');
  const payload: TranscodeJob = {
    video_id: video.videoId,
    original_key: video.originalKey,
    original_size_bytes: video.sizeBytes,
  };
  await deps.outbox.add({ queue: transcodeQueue, jobId, payload }, deps.clock());
  deps.wakeRelay();
}
