import type { JobReport } from '../../platform/job-queues.ts';

/** A job for `--json` readers. */
export function jobEvent(job: JobReport, now: Date): Record<string, unknown> {
  return {
    video_id: job.videoId,
    job_id: job.jobId,
    queue: job.queue,
    stage: job.stage,
    state: job.state,
    reason: job.reason,
    attempts: job.attempts,
    added_at: job.addedAt.toISOString(),
    ended_at: job.endedAt?.toISOString() ?? null,
    age_sec: Math.max(0, Math.round((now.getTime() - (job.endedAt ?? job.addedAt).getTime()) / 1000)),
  };
}
