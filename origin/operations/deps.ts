import type { JobQueues } from '../../platform/job-queues.ts';
import type { FeedWatch } from '../changes/feed-watch.ts';
import type { HealthChecks } from '../http/health-routes.ts';
import type { ProcessingDeps } from '../processing/deps.ts';
import type { PipelineDeps } from '../search/pipeline/deps.ts';
import type { ProgressReader } from '../videos/video-status.ts';
import type { OperationsStore } from './store.ts';

export type OperationsDeps = {
  store: OperationsStore;
  jobQueues: JobQueues;
  readProgress: ProgressReader;
  processing: ProcessingDeps;
  checks: HealthChecks;
  pipelines: readonly PipelineDeps[];
  changeHead: () => Promise<number>;
  feedWatch: FeedWatch;
};
