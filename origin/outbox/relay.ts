import type { OutboxStore } from './store.ts';

/** The sending side of the job queues. Adding a job id that is known already must change nothing. */
export type JobSender = {
  /** `priority`: 1 is taken first, 0 before all of them. */
  add(job: { queue: string; jobId: string; payload: unknown; priority: number }): Promise<void>;
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
    try {
      for (const row of rows) {
        await deps.jobs.add(row);
        taken.push(row.id);
      }
    } finally {
      if (taken.length > 0) await deps.store.markRelayed(taken, deps.clock());
    }
    relayedCount += rows.length;
    if (rows.length < batchSize) return relayedCount;
  }
}
