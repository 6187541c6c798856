import type { OutboxStore } from './store.ts';

/** The sending side of the job queues. Adding a job id that is known already must change nothing. */
export type JobSender = {
  /** `priority`: 1 is taken first, 0 before all of them. */
  add(job: { queue: string; jobId: string; payload: unknown; priority: number }): Promise<void>;
};

const batchSize = 100;

/**
 * One round: hands every pending row to its queue. A row is marked only after the queue took it, so a crash in
 * between repeats the add, which the job id makes harmless. Returns how many were relayed.
 */
export async function relayOutbox(deps: {
  store: Pick<OutboxStore, 'listPending' | 'markRelayed'>;
  jobs: JobSender;
  clock: () => Date;
}): Promise<number> {
  let relayedCount = 0;
  for (;;) {
    const rows = await deps.store.listPending(batchSize);
    for (const row of rows) {
      await deps.jobs.add(row);
      await deps.store.markRelayed([row.id], deps.clock());
    }
    relayedCount += rows.length;
    if (rows.length < batchSize) return relayedCount;
  }
}
