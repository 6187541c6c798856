import { failureWords } from '../../shared/media/failure-words.ts';
import type { TranscodeJobs } from '../adapters/bullmq-jobs.ts';
import type { OutboxStore } from '../outbox/store.ts';
import type { TranscodeResultStore } from '../transcode-results/store.ts';
import type { CodecStore } from './store.ts';

export type ReconcileCodecsDeps = {
  store: CodecStore;
  outbox: Pick<OutboxStore, 'isPending'>;
  jobs: Pick<TranscodeJobs, 'codecState'>;
  results: Pick<TranscodeResultStore, 'applyResult'>;
  /** Results sent and not yet applied. */
  pendingResults(): Promise<number>;
  clock: () => Date;
};

/** One round over the codecs being made: a job that Redis lost is queued again, one that ended for good has failed. */
export async function reconcileCodecs(deps: ReconcileCodecsDeps): Promise<void> {
  for (const queued of await deps.store.listQueued()) {
    if (await deps.outbox.isPending(queued.jobId)) continue;
    const state = await deps.jobs.codecState(queued.jobId);
    if (state.kind === 'live') continue;
    // Results are sent before their job ends: one may be under way.
    if (state.kind === 'ended' && (await deps.pendingResults()) > 0) continue;
    if (state.kind === 'ended' && state.failed) {
      const { videoId: video_id, codec } = queued;
      const message = failureWords.processing_failed;
      await deps.results.applyResult({ kind: 'codec_failed', video_id, codec, message }, deps.clock());
    } else await deps.store.requeue(queued, deps.clock());
  }
}
