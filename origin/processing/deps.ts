import type { TranscodeJobs } from '../adapters/bullmq-jobs.ts';
import type { OutboxStore } from '../outbox/store.ts';
import type { TranscodeResultStore } from '../transcode-results/store.ts';
import type { ProcessingStore } from './store.ts';

export type ProcessingDeps = {
  store: ProcessingStore;
  outbox: Pick<OutboxStore, 'isPending'>;
  results: Pick<TranscodeResultStore, 'applyResult'>;
  jobs: Pick<TranscodeJobs, 'state' | 'remove'>;
  /** Results sent and not yet applied. */
  pendingResults(): Promise<number>;
  resetProgress(videoId: string): Promise<void>;
  clock: () => Date;
  wakeRelay: () => void;
};
