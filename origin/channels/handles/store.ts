import { and, asc, eq, gt, ne } from 'drizzle-orm';
import { AppError } from '../../../shared/errors.ts';
import { lookOf, retiredHandles } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';

export type RenameRule = {
  now: Date;
  /** How long the old handle is kept. */
  keptMs: number;
};

const renamesPerWindow = 2;
export const renameWindowMs = 14 * 24 * 3_600_000;

/**
 * Makes sure that no other channel gave up this handle, or one that looks like it, lately; current ones are kept apart by
 * their unique indexes. Throws `handle_taken`.
 */
export async function claimHandle(tx: Transaction, handle: string, channelId: string | null, now: Date): Promise<void> {
  const looksSo = eq(retiredHandles.look, lookOf(handle));
  const [other] = await tx
    .select({ handle: retiredHandles.handle })
    .from(retiredHandles)
    .where(
      and(
        looksSo,
        gt(retiredHandles.expiresAt, now),
        channelId === null ? undefined : ne(retiredHandles.channelId, channelId),
      ),
    )
    .limit(1);
  if (other) throw new AppError('handle_taken', 'this handle, or one that looks like it, was given up only lately');
  await tx.delete(retiredHandles).where(looksSo);
}

/** Keeps the handle a channel gives up. Throws `rate_limited`: whoever renames often would hoard handles. */
export async function retireHandle(
  tx: Transaction,
  channel: { id: string; handle: string },
  rule: RenameRule,
): Promise<void> {
  const recent = await tx
    .select({ at: retiredHandles.createdAt })
    .from(retiredHandles)
    .where(
      and(
        eq(retiredHandles.channelId, channel.id),
        gt(retiredHandles.createdAt, new Date(rule.now.getTime() - renameWindowMs)),
      ),
    )
    .orderBy(asc(retiredHandles.createdAt));
  const [oldest] = recent;
  if (oldest && recent.length >= renamesPerWindow) {
    const waitSec = Math.ceil((oldest.at.getTime() + renameWindowMs - rule.now.getTime()) / 1000);
    throw new AppError('rate_limited', 'a channel can take a new handle twice in 14 days', {
      headers: { 'retry-after': String(waitSec) },
    });
  }
  await tx.insert(retiredHandles).values({
    handle: channel.handle,
    channelId: channel.id,
    createdAt: rule.now,
    expiresAt: new Date(rule.now.getTime() + rule.keptMs),
  });
}
