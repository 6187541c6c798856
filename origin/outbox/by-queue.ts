import type { JobSender } from './relay.ts';

/** Hands jobs to the sender of their queue, and to `others` what has none of its own. */
export function sendByQueue(senders: Readonly<Record<string, JobSender>>, others: JobSender): JobSender {
  return { add: (queue, jobs) => (senders[queue] ?? others).add(queue, jobs) };
}
