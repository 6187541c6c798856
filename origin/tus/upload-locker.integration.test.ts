import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createLog } from '../../platform/log.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import { createLeaseStore } from '../leases/store.ts';
import { errorCodeOf } from '../testing/test-origin.ts';
import { createUploadLocker } from './upload-locker.ts';

let database: Awaited<ReturnType<typeof migratedDatabase>>;
beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => database.stop());

/** The locker of one origin. */
const locker = (waitMs: number) => {
  const log = createLog({ service: 'test', level: 'silent' });
  return createUploadLocker({ leases: createLeaseStore(database.db), log, leaseTtlMs: 6_000 }, { waitMs });
};
const never = new AbortController().signal;

test('inside one origin the holder is asked to end, and then succeeded', async () => {
  const one = locker(5_000);
  const first = one.newLock('a');
  let wasAsked = false;
  await first.lock(never, () => {
    wasAsked = true;
    void first.unlock();
  });
  const second = one.newLock('a');
  await second.lock(never, () => {});
  expect(wasAsked).toBe(true);
  await second.unlock();
});

test('between two origins the second is turned away while the first works', async () => {
  const [here, there] = [locker(300), locker(300)];
  const first = here.newLock('b');
  await first.lock(never, () => {});
  expect(await errorCodeOf(there.newLock('b').lock(never, () => {}))).toBe('upload_locked');
  await there.newLock('c').lock(never, () => {});
  await first.unlock();
  await there.newLock('b').lock(never, () => {});
});
