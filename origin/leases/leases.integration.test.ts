import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createLog } from '../../platform/log.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { errorCodeOf } from '../testing/test-origin.ts';
import { createLeaseStore } from './store.ts';
import { type LeaseDeps, unlessLeased, withLease } from './with-lease.ts';

let database: Awaited<ReturnType<typeof migratedDatabase>>;
let deps: LeaseDeps;
beforeAll(async () => {
  database = await migratedDatabase();
  deps = {
    leases: createLeaseStore(database.db),
    log: createLog({ service: 'test', level: 'silent' }),
    leaseTtlMs: 3_000, // renewed three times as often, also where that takes a second
  };
});
afterAll(() => database.stop());

test('of many that want a lease at once, one works at a time, and all in the end', async () => {
  let working = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++working);
    await Bun.sleep(2);
    working -= 1;
  };
  await Promise.all(Array.from({ length: 6 }, () => withLease(deps, 'queue', work, { waitMs: 10_000 })));
  expect(most).toBe(1);
});

test('work that takes longer than the lease keeps it; who will not wait is told so', async () => {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<string>();
  const long = withLease(deps, 'long', () => {
    begun.resolve();
    return end.promise;
  });
  await begun.promise;
  // Two lifetimes of the lease, told by others that nobody renews.
  for (const turn of ['a', 'b']) {
    await deps.leases.acquire(turn, 'nobody', deps.leaseTtlMs);
    await waitFor(() => deps.leases.acquire(turn, 'other', 1));
    expect(await errorCodeOf(withLease(deps, 'long', async () => {}))).toBe('unavailable');
    expect(await unlessLeased(deps, 'long', async () => 'done')).toBeNull();
  }
  end.resolve('done');
  expect(await long).toBe('done');
  expect(await unlessLeased(deps, 'long', async () => 'next')).toBe('next');
});

test('a holder that died is succeeded once its lease lapsed', async () => {
  expect(await deps.leases.acquire('orphan', 'the dead', 200)).toBe(true);
  expect(await withLease(deps, 'orphan', async () => 'heir', { waitMs: 10_000 })).toBe('heir');
});

test('failing work gives the lease back', async () => {
  const failing = withLease(deps, 'failing', () => Promise.reject(new Error('work failed')));
  expect(await failing.catch((error: Error) => error.message)).toBe('work failed');
  expect(await unlessLeased(deps, 'failing', async () => 'next')).toBe('next');
});
