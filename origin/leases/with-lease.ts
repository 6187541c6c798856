import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../platform/log.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import type { LeaseStore } from './store.ts';

export type LeaseDeps = {
  leases: LeaseStore;
  log: Log;
  /** How long a lease outlives a holder that was killed. */
  leaseTtlMs: number;
};

const pollMs = 100;

/**
 * Runs `work` while no other process holds the lease `name`, renewing it meanwhile. Waits up to `waitMs` for it, then
 * throws `unavailable` with Retry-After. A holder that stalls for longer than the lease lives may find that another
 * has begun: what `work` does must bear being done twice.
 */
export async function withLease<T>(
  deps: LeaseDeps,
  name: string,
  work: () => Promise<T>,
  { waitMs = 0 }: { waitMs?: number } = {},
): Promise<T> {
  const holder = newId();
  const waitsUntil = performance.now() + waitMs;
  while (!(await deps.leases.acquire(name, holder, deps.leaseTtlMs))) {
    if (performance.now() >= waitsUntil)
      throw new AppError('unavailable', 'this is being worked on already; try again in a moment', {
        headers: { 'retry-after': '2' },
      });
    await sleep(pollMs);
  }
  return holding(deps, name, holder, work);
}

/** For rounds that every origin begins: runs `work` if nobody does, else answers `null`. */
export async function unlessLeased<T>(deps: LeaseDeps, name: string, work: () => Promise<T>): Promise<T | null> {
  const holder = newId();
  if (!(await deps.leases.acquire(name, holder, deps.leaseTtlMs))) return null;
  return holding(deps, name, holder, work);
}

async function holding<T>(deps: LeaseDeps, name: string, holder: string, work: () => Promise<T>): Promise<T> {
  let renewing: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = deps.leases
      .acquire(name, holder, deps.leaseTtlMs)
      .catch((error: unknown) => deps.log.warn({ err: error, lease: name }, 'a lease could not be renewed'));
  }, deps.leaseTtlMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    // A renewal still under way would take the lease again; one that is not released lapses by itself.
    await renewing;
    await deps.leases.release(name, holder).catch(() => {});
  }
}
