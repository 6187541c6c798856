import type { OutboxStore } from './store.ts';

/** `priority`: 1 is taken first, 0 before all of them. */
export type OutgoingJob = { jobId: string; payload: unknown; priority: number };
/** The sending side of the job queues. Adding a job id that is known already must change nothing. */
export type JobSender = {
  /** In this order. Where it rejects, any of them may have been added. */
  add(queue: string, jobs: readonly OutgoingJob[]): Promise<void>;
};

const batchSize = 100;

/**
 * One round: hands every pending row to its queue. Rows are marked only after the queue took them, so a crash in
 * between repeats the adds, which the job ids make harmless. Returns how many were relayed.
 */
export async function relayOutbox(deps: {
  store: Pick<OutboxStore, 'listPending' | 'markRelayed'>;
  jobs: JobSender;
  clock: () => Date;
}): Promise<number> {
  let relayedCount = 0;
  for (;;) {
    const rows = await deps.store.listPending(batchSize);
    const taken: number[] = [];
    const adding = [...Map.groupBy(rows, ({ queue }) => queue)].map(async ([queue, jobs]) => {
      await deps.jobs.add(queue, jobs);
      taken.push(...jobs.map(({ id }) => id));
    });
    const refused = (await Promise.allSettled(adding)).find((each) => each.status === 'rejected');
    if (taken.length > 0) await deps.store.markRelayed(taken, deps.clock());
    if (refused) throw refused.reason;
    relayedCount += rows.length;
    if (rows.length < batchSize) return relayedCount;
  }
}
