import type { JobSender } from './relay.ts';

/** Hands each job to the sender of its queue, and to `others` what has none of its own. */
export function sendByQueue(senders: Readonly<Record<string, JobSender>>, others: JobSender): JobSender {
  return { add: (job) => (senders[job.queue] ?? others).add(job) };
}
