import type { TranscodeJobs } from '../adapters/bullmq-jobs.ts';
import type { AuditingDeps } from '../audit/note-as.ts';
import type { AuditStore } from '../audit/store.ts';
import type { OutboxStore } from '../outbox/store.ts';
import type { TranscodeResultStore } from '../transcode-results/store.ts';
import type { ProcessingStore } from './store.ts';

export type ProcessingDeps = AuditingDeps & {
  audit: Pick<AuditStore, 'record'>;
  store: ProcessingStore;
  outbox: Pick<OutboxStore, 'isPending'>;
  results: Pick<TranscodeResultStore, 'applyResult'>;
  jobs: Pick<TranscodeJobs, 'state' | 'remove'>;
  /** Results sent and not yet applied. */
  pendingResults(): Promise<number>;
  resetProgress(videoId: string): Promise<void>;
  wakeRelay: () => void;
};
