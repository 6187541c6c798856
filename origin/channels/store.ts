import { and, asc, count, eq, gt, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { ChannelRole } from '../../shared/contracts/channels.ts';
import { AppError } from '../../shared/errors.ts';
import { channelMembers, channels, retiredHandles, users, videos } from '../../shared/schema/index.ts';
import { violatedUnique } from '../adapters/constraint-violation.ts';
import type { NoteAudit } from '../audit/note-as.ts';
import { claimHandle, type RenameRule, renameWindowMs, retireHandle } from './handles/store.ts';

export type ChannelRow = typeof channels.$inferSelect;
export type ChannelChanges = Partial<
  Pick<ChannelRow, 'name' | 'description' | 'links' | 'avatarVersion' | 'bannerVersion'>
>;

export type ChannelStore = ReturnType<typeof createChannelStore>;

export function createChannelStore(db: Database) {
  return {
    /** By handle or id. Not there when its owner is suspended. */
    async find(by: { handle: string } | { id: string }): Promise<ChannelRow | undefined> {
      const [row] = await db
        .select({ channel: channels })
        .from(channels)
        .innerJoin(users, eq(users.id, channels.ownerId))
        .where(and('id' in by ? eq(channels.id, by.id) : eq(channels.handle, by.handle), isNull(users.suspendedAt)))
        .limit(1);
      return row?.channel;
    },

    /** The handle a channel has now that had this one until lately. */
    async findRenamed(oldHandle: string, now: Date): Promise<string | undefined> {
      const [row] = await db
        .select({ handle: channels.handle })
        .from(retiredHandles)
        .innerJoin(channels, eq(channels.id, retiredHandles.channelId))
        .where(and(eq(retiredHandles.handle, oldHandle), gt(retiredHandles.expiresAt, now)))
        .limit(1);
      return row?.handle;
    },

    /** Those of the last days stay, for the limit on renaming. */
    async deleteExpiredHandles(now: Date): Promise<void> {
      await db
        .delete(retiredHandles)
        .where(
          and(
            lt(retiredHandles.expiresAt, now),
            lt(retiredHandles.createdAt, new Date(now.getTime() - renameWindowMs)),
          ),
        );
    },

    async roleOf(channelId: string, userId: string): Promise<ChannelRole | null> {
      const [row] = await db
        .select({ ownerId: channels.ownerId, role: channelMembers.role })
        .from(channels)
        .leftJoin(channelMembers, and(eq(channelMembers.channelId, channels.id), eq(channelMembers.userId, userId)))
        .where(eq(channels.id, channelId))
        .limit(1);
      return row?.ownerId === userId ? 'owner' : (row?.role ?? null);
    },

    /** What the policy goes by. */
    async partsOf(channelId: string, userId: string): Promise<ChannelRole[]> {
      const role = await this.roleOf(channelId, userId);
      return role === null ? [] : [role];
    },

    /** Own ones first, each group oldest first. */
    async listOf(userId: string): Promise<{ channel: ChannelRow; role: ChannelRole }[]> {
      const [owned, shared] = await db.batch([
        db
          .select()
          .from(channels)
          .where(eq(channels.ownerId, userId))
          .orderBy(asc(channels.createdAt), asc(channels.id)),
        db
          .select({ channel: channels, role: channelMembers.role })
          .from(channelMembers)
          .innerJoin(channels, eq(channels.id, channelMembers.channelId))
          .where(eq(channelMembers.userId, userId))
          .orderBy(asc(channels.createdAt), asc(channels.id)),
      ]);
      return [...owned.map((channel) => ({ channel, role: 'owner' as const })), ...shared];
    },

    /** How many published public videos each of them has; those without are left out. */
    async countVideos(channelIds: readonly string[], now: Date): Promise<Map<string, number>> {
      const rows = await db
        .select({ channelId: videos.channelId, count: count() })
        .from(videos)
        .where(
          and(
            inArray(videos.channelId, [...channelIds]),
            sql`${videos.visibility} = 'public' and ${videos.playable} = 1`,
            or(isNull(videos.publishAt), lte(videos.publishAt, now)),
            isNull(videos.deletedAt),
            isNull(videos.takenDownAt),
          ),
        )
        .groupBy(videos.channelId);
      return new Map(rows.map((row) => [row.channelId, row.count]));
    },

    /** One with that id is answered as it is. Throws `quota_exceeded` when the owner has `limit` channels, `handle_taken`. */
    async create(channel: typeof channels.$inferInsert, limit: number): Promise<ChannelRow> {
      return answeringTaken(() =>
        db.transaction(async (tx) => {
          const isSame = and(eq(channels.id, channel.id), eq(channels.ownerId, channel.ownerId));
          const [known] = await tx.select().from(channels).where(isSame);
          if (known) return known;
          const [held] = await tx.select({ n: count() }).from(channels).where(eq(channels.ownerId, channel.ownerId));
          if ((held?.n ?? 0) >= limit)
            throw new AppError('quota_exceeded', `an account may have ${limit} channels of its own`);
          await claimHandle(tx, channel.handle, null, channel.createdAt);
          const [made] = await tx.insert(channels).values(channel).returning();
          if (!made) throw new Error('the channel was not inserted');
          return made;
        }),
      );
    },

    /** `handle` is a new one, or the one the channel has. Throws `handle_taken` or, for too many renames, `rate_limited`. */
    async rename(channelId: string, handle: string, changes: ChannelChanges, rule: RenameRule): Promise<void> {
      await answeringTaken(() =>
        db.transaction(async (tx) => {
          const [before] = await tx.select().from(channels).where(eq(channels.id, channelId));
          if (before && before.handle !== handle) {
            await claimHandle(tx, handle, channelId, rule.now);
            await retireHandle(tx, before, rule);
          }
          await tx
            .update(channels)
            .set({ ...changes, handle, updatedAt: rule.now })
            .where(eq(channels.id, channelId));
        }),
      );
    },

    /** Null takes the verified mark away. */
    async setVerified(channelId: string, verifiedAt: Date | null, now: Date, note: NoteAudit): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.update(channels).set({ verifiedAt, updatedAt: now }).where(eq(channels.id, channelId));
        const action = verifiedAt ? 'channel.verified' : 'channel.unverified';
        await note(tx, { action, object: { kind: 'channel', id: channelId } });
      });
    },

    async update(channelId: string, changes: ChannelChanges, now: Date): Promise<void> {
      await db
        .update(channels)
        .set({ ...changes, updatedAt: now })
        .where(eq(channels.id, channelId));
    },
  };
}

async function answeringTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const column = violatedUnique(error);
    if (column === 'channels.handle' || column === 'channels.look')
      throw new AppError('handle_taken', 'this handle, or one that looks like it, is taken');
    throw error;
  }
}
