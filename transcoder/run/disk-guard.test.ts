import { expect, test } from 'bun:test';
import { createDiskGuard, DiskFullError } from './disk-guard.ts';

test('counts what others have announced and not yet written', async () => {
  const guard = createDiskGuard('/work', async () => 1_000_000_000);
  const release = await guard.reserve(400_000_000);
  await expect(guard.reserve(400_000_000)).rejects.toBeInstanceOf(DiskFullError);
  release();
  release();
  await guard.reserve(400_000_000);
  await expect(guard.reserve(400_000_000)).rejects.toThrow('400 for this job');
});

test('of two at once only one gets the last room', async () => {
  const guard = createDiskGuard('/work', async () => 1_000_000_000);
  const both = await Promise.allSettled([guard.reserve(500_000_000), guard.reserve(500_000_000)]);
  expect(both.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  await guard.reserve(500_000_000).catch(() => {});
});
