import type { JobQueues } from '../../platform/job-queues.ts';
import { Failure } from '../failure.ts';
import type { Output } from '../output.ts';
import { ageOf } from './age.ts';
import { jobEvent } from './job-event.ts';
import { printable } from './printable.ts';

/** `admin jobs show VIDEO`: each job of a video with its reason and what the programs it ran said last. */
export async function showJobs(
  queues: Pick<JobQueues, 'ofVideo'>,
  videoId: string,
  output: Output,
  now: Date,
): Promise<number> {
  const jobs = await queues.ofVideo(videoId);
  if (jobs.length === 0) throw new Failure('job_not_found', `no queue knows a job of ${videoId}`);
  for (const job of jobs) {
    output.event({ event: 'job', ...jobEvent(job, now), log: job.log });
    output.line(`${job.stage}  ${job.state}`);
    output.line(`  job       ${job.jobId} in ${job.queue}`);
    output.line(`  attempts  ${job.attempts}`);
    output.line(
      `  added     ${ageOf(job.addedAt, now)} ago${job.endedAt ? `, ended ${ageOf(job.endedAt, now)} ago` : ''}`,
    );
    if (job.reason !== null) output.line(`  reason    ${printable(job.reason).replaceAll('\n', '\n            ')}`);
    for (const line of job.log) output.line(`  | ${printable(line)}`);
    output.line();
  }
  return 0;
}
