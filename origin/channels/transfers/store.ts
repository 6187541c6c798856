import { and, asc, count, eq, gt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Database } from '../../../platform/database.ts';
import { AppError } from '../../../shared/errors.ts';
import { channelMembers, channels, channelTransfers, users, videos } from '../../../shared/schema/index.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import { addNotificationEvent } from '../../notifications/events/store.ts';
import { noteChannelAccess } from '../access/store.ts';

export type TransferRow = typeof channelTransfers.$inferSelect;
export type Offer = {
  channel: { id: string; handle: string; name: string };
  fromUsername: string;
  toUsername: string;
  expiresAt: Date;
};

export type TransferStore = ReturnType<typeof createTransferStore>;

export function createTransferStore(db: Database) {
  const giver = alias(users, 'giver');
  const receiver = alias(users, 'receiver');

  return {
    /** Takes the place of an earlier offer of the same channel. */
    async offer(transfer: TransferRow, note: NoteAudit): Promise<void> {
      const { channelId, ...rest } = transfer;
      await db.transaction(async (tx) => {
        await tx
          .insert(channelTransfers)
          .values(transfer)
          .onConflictDoUpdate({ target: channelTransfers.channelId, set: rest });
        const { toUserId, createdAt: now } = rest;
        await addNotificationEvent(tx, { event: 'channel_offered', channel_id: channelId, user_id: toUserId }, now);
        await note(tx, { action: 'channel.offered', object: { kind: 'channel', id: channelId } });
      });
    },

    /** Open offers to a user. */
    async listTo(userId: string, now: Date): Promise<Offer[]> {
      return db
        .select({
          channel: { id: channels.id, handle: channels.handle, name: channels.name },
          fromUsername: giver.username,
          toUsername: receiver.username,
          expiresAt: channelTransfers.expiresAt,
        })
        .from(channelTransfers)
        .innerJoin(channels, eq(channels.id, channelTransfers.channelId))
        .innerJoin(giver, eq(giver.id, channelTransfers.fromUserId))
        .innerJoin(receiver, eq(receiver.id, channelTransfers.toUserId))
        .where(
          and(
            eq(channelTransfers.toUserId, userId),
            gt(channelTransfers.expiresAt, now),
            eq(channels.ownerId, channelTransfers.fromUserId),
          ),
        )
        .orderBy(asc(channelTransfers.createdAt));
    },

    /** Ends an offer that `userId` made or got. False when there was none. */
    async withdraw(channelId: string, userId: string, note: NoteAudit): Promise<boolean> {
      return db.transaction(async (tx) => {
        const ended = await tx
          .delete(channelTransfers)
          .where(
            and(
              eq(channelTransfers.channelId, channelId),
              sql`${userId} in (${channelTransfers.fromUserId}, ${channelTransfers.toUserId})`,
            ),
          )
          .returning({ channelId: channelTransfers.channelId });
        if (ended.length > 0)
          await note(tx, { action: 'channel.offer_withdrawn', object: { kind: 'channel', id: channelId } });
        return ended.length > 0;
      });
    },

    /**
     * Makes the receiver the owner of the channel and of its videos, and tells the edge, all or nothing. Throws
     * `not_found` without an open offer to them, `quota_exceeded` when they have `limit` channels.
     */
    async accept(
      channelId: string,
      userId: string,
      rule: { now: Date; limit: number },
      note: NoteAudit,
    ): Promise<void> {
      const { now, limit } = rule;
      await db.transaction(async (tx) => {
        const [offer] = await tx
          .delete(channelTransfers)
          .where(
            and(
              eq(channelTransfers.channelId, channelId),
              eq(channelTransfers.toUserId, userId),
              gt(channelTransfers.expiresAt, now),
            ),
          )
          .returning();
        const [held] = await tx.select({ n: count() }).from(channels).where(eq(channels.ownerId, userId));
        if ((held?.n ?? 0) >= limit)
          throw new AppError('quota_exceeded', `an account may have ${limit} channels of its own`);
        const moved = offer
          ? await tx
              .update(channels)
              .set({ ownerId: userId, updatedAt: now })
              .where(and(eq(channels.id, channelId), eq(channels.ownerId, offer.fromUserId)))
              .returning({ id: channels.id })
          : [];
        if (moved.length === 0) throw new AppError('not_found', 'nobody offers you this channel');
        await tx.update(videos).set({ ownerId: userId, updatedAt: now }).where(eq(videos.channelId, channelId));
        await tx
          .delete(channelMembers)
          .where(and(eq(channelMembers.channelId, channelId), eq(channelMembers.userId, userId)));
        await noteChannelAccess(tx, channelId, now);
        await note(tx, { action: 'channel.transferred', object: { kind: 'channel', id: channelId } });
      });
    },
  };
}
