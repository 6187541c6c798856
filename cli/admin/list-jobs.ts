import { countedStates, type JobQueues, oneForEachVideo } from '../../platform/job-queues.ts';
import type { Output } from '../output.ts';
import { ageOf } from './age.ts';
import { jobEvent } from './job-event.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/** `admin jobs list`: how full the queues are, and what failed, one line for each video. */
export async function listJobs(queues: JobQueues, output: Output, now: Date): Promise<number> {
  const [counts, failed] = await Promise.all([queues.counts(), queues.listFailed()]);
  for (const each of counts) output.event({ event: 'queue', ...each });
  output.line(
    table([
      ['queue', ...countedStates],
      ...counts.map((each) => [each.queue, ...countedStates.map((state) => String(each[state]))]),
    ]),
  );

  const causes = oneForEachVideo(failed);
  for (const job of causes) output.event({ event: 'job', ...jobEvent(job, now) });
  output.line();
  if (causes.length === 0) {
    output.line('nothing has failed');
    return 0;
  }
  output.line(
    table([
      ['video', 'stage', 'attempts', 'age', 'reason'],
      ...causes.map((job) => [
        job.videoId ?? job.jobId,
        job.stage,
        String(job.attempts),
        job.endedAt ? ageOf(job.endedAt, now) : '',
        printable(firstLine(job.reason ?? '')),
      ]),
    ]),
  );
  output.line('\n./kinora admin jobs show VIDEO tells more; retry VIDEO or drop VIDEO ends it');
  return 0;
}

const longestReason = 100;
function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > longestReason ? `${line.slice(0, longestReason - 1)}…` : line;
}
