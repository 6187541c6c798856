import type { FlowProducer, Queue } from 'bullmq';
import type { Redis } from '../../platform/redis.ts';
import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import type { DiskGuard } from '../run/disk-guard.ts';
import type { StepDeps } from '../steps/step-deps.ts';

/** What all jobs of one process share. */
export type JobDeps = Omit<StepDeps, 'signal' | 'report'> & {
  redis: Redis;
  transcode: Queue<unknown, unknown, string>;
  flows: FlowProducer;
  results: Queue<TranscodeResult, unknown, string>;
  disk: DiskGuard;
};
