import { createLeaseStore } from '../../origin/leases/store.ts';
import type { Database } from '../../platform/database.ts';
import { percentile } from '../bench-case.ts';

const GAP_MS = 50;

/** How long somebody's small write takes while `work` is under way, from the moment it is asked for. */
export async function writesBeside(
  db: Database,
  work: () => Promise<unknown>,
): Promise<{ p99Ms: number; mostMs: number }> {
  const leases = createLeaseStore(db);
  const tookMs: number[] = [];
  let isDone = false;
  const write = async () => {
    const startedAt = performance.now();
    await leases.acquire('beside', 'the bench', 1);
    tookMs.push(performance.now() - startedAt);
  };
  const writing = (async () => {
    do {
      await write();
      await Bun.sleep(GAP_MS);
    } while (!isDone);
  })();
  await work().finally(() => {
    isDone = true;
  });
  await writing;
  return { p99Ms: percentile(tookMs, 0.99), mostMs: Math.max(...tookMs) };
}
