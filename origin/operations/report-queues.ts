import { type JobReport, oneForEachVideo } from '../../platform/job-queues.ts';
import type { QueuesReport } from '../../shared/contracts/admin.ts';
import { AppError } from '../../shared/errors.ts';
import { withDeadline } from '../adapters/with-deadline.ts';
import type { OperationsDeps } from './deps.ts';

const ACTIVE_SHOWN = 50;
const FAILED_SHOWN = 100;
/** Of each queue: a failed part takes the jobs that wait for it along. */
const FAILED_READ = 4 * FAILED_SHOWN;
const redisTimeoutMs = 5_000;
/** Reasons come from programs, and may be their whole output. */
const longestReason = 500;

/** What waits, runs and failed in the transcoding queues. Throws `unavailable` while Redis does not answer. */
export async function reportQueues(deps: Pick<OperationsDeps, 'jobQueues' | 'readProgress'>): Promise<QueuesReport> {
  const { jobQueues } = deps;
  const asked = Promise.all([
    jobQueues.counts(),
    jobQueues.listActive(ACTIVE_SHOWN),
    jobQueues.listFailed(FAILED_READ),
  ]);
  const [counts, active, failed] = await withDeadline(asked, redisTimeoutMs, 'Redis').catch((cause: unknown) => {
    throw new AppError('unavailable', 'the queues cannot be read at the moment', { cause });
  });
  const videoIds = [...new Set(active.flatMap(({ videoId }) => videoId ?? []))];
  const percents = new Map(
    await Promise.all(videoIds.map(async (id) => [id, (await deps.readProgress(id)).percent] as const)),
  );
  return {
    queues: counts.map(({ 'waiting-children': waiting_children, ...each }) => ({ ...each, waiting_children })),
    active: active.map((job) => ({
      ...describe(job),
      started_at: job.startedAt?.toISOString() ?? null,
      progress: job.videoId === null ? null : (percents.get(job.videoId) ?? null),
    })),
    failed: oneForEachVideo(failed)
      .slice(0, FAILED_SHOWN)
      .map((job) => ({
        ...describe(job),
        reason: (job.reason ?? '').slice(0, longestReason),
        ended_at: job.endedAt?.toISOString() ?? null,
      })),
  };
}

function describe({ videoId, jobId, queue, stage, attempts, addedAt }: JobReport) {
  return { video_id: videoId, job_id: jobId, queue, stage, attempts, added_at: addedAt.toISOString() };
}
