import { and, asc, eq, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { AppError } from '../../../shared/errors.ts';
import {
  apiKeys,
  channels,
  comments,
  commentVotes,
  dataExports,
  erasures,
  mails,
  outbox,
  refreshTokens,
  refusedAddresses,
  roomMessages,
  sessions,
  uploads,
  users,
  videos,
} from '../../../shared/schema/index.ts';
import { noteVideosOf } from '../../admin-actions/store.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import { noteChange } from '../../changes/store.ts';
import { deleteComment } from '../../comments/store.ts';
import { dropAttention } from '../../discovery/signals/store.ts';
import type { NewMail } from '../../mail/store.ts';
import { deletedPerson } from './deleted-person.ts';

export type ErasureRow = typeof erasures.$inferSelect;
export type ErasureStore = ReturnType<typeof createErasureStore>;

const pageSize = 50;

export function createErasureStore(db: Database) {
  return {
    async findUser(by: { id: string } | { username: string }): Promise<{ id: string; email: string } | undefined> {
      const isThem = 'id' in by ? eq(users.id, by.id) : eq(users.username, by.username);
      return (await db.select({ id: users.id, email: users.email }).from(users).where(isThem))[0];
    },

    async find(userId: string): Promise<ErasureRow | undefined> {
      return (await db.select().from(erasures).where(eq(erasures.userId, userId)))[0];
    },

    /** Locks the account and writes down when it goes. Throws `conflict` when that is so already. */
    async request(row: Omit<ErasureRow, 'isSuspended' | 'step'>, mail: NewMail, note: NoteAudit): Promise<void> {
      const { userId, createdAt: now } = row;
      await db.transaction(async (tx) => {
        const [user] = await tx.select({ suspendedAt: users.suspendedAt }).from(users).where(eq(users.id, userId));
        if (!user) throw new AppError('not_found', 'there is no such user');
        const inserted = await tx
          .insert(erasures)
          .values({ ...row, step: null, isSuspended: user.suspendedAt !== null })
          .onConflictDoNothing()
          .returning({ userId: erasures.userId });
        if (inserted.length === 0) throw new AppError('conflict', 'this account is about to be erased already');
        if (user.suspendedAt === null)
          await tx.update(users).set({ suspendedAt: now, updatedAt: now }).where(eq(users.id, userId));
        for (const table of [refreshTokens, sessions, apiKeys]) await tx.delete(table).where(eq(table.userId, userId));
        const isActive = and(eq(dataExports.userId, userId), isNotNull(dataExports.activeFor));
        await tx.update(dataExports).set({ state: 'cancelled', activeFor: null }).where(isActive);
        await noteChange(tx, 'user_revoked', userId, now);
        await noteVideosOf(tx, userId, 'video_revoked', now);
        await tx.insert(mails).values(mail);
        const detail = { due_at: row.dueAt.toISOString() };
        await note(tx, { action: 'user.erasure_asked', object: { kind: 'user', id: userId }, detail });
      });
    },

    /** Gives the account back. The user; null when nothing waits, or when it is too late. */
    async cancel(
      by: { cancelHash: string } | { userId: string },
      now: Date,
      noteFor: (userId: string) => NoteAudit,
    ): Promise<string | null> {
      return db.transaction(async (tx) => {
        const isIt = 'userId' in by ? eq(erasures.userId, by.userId) : eq(erasures.cancelHash, by.cancelHash);
        const [ended] = await tx
          .delete(erasures)
          .where(and(isIt, isNull(erasures.step)))
          .returning();
        if (!ended) return null;
        const { userId } = ended;
        if (!ended.isSuspended) {
          await tx.update(users).set({ suspendedAt: null, updatedAt: now }).where(eq(users.id, userId));
          await noteChange(tx, 'user_restored', userId, now);
          await noteVideosOf(tx, userId, 'video_changed', now);
        }
        await noteFor(userId)(tx, { action: 'user.erasure_cancelled', object: { kind: 'user', id: userId } });
        return userId;
      });
    },

    /** Another link that cancels it, in a mail. False when nothing waits, or when it is too late. */
    async renewLink(userId: string, cancelHash: string, mail: NewMail): Promise<boolean> {
      return db.transaction(async (tx) => {
        const renewed = await tx
          .update(erasures)
          .set({ cancelHash })
          .where(and(eq(erasures.userId, userId), isNull(erasures.step)))
          .returning({ userId: erasures.userId });
        if (renewed.length > 0) await tx.insert(mails).values(mail);
        return renewed.length > 0;
      });
    },

    /** Those whose time has come, and those that were begun. */
    async listDue(now: Date): Promise<ErasureRow[]> {
      return db.select().from(erasures).where(lte(erasures.dueAt, now)).orderBy(asc(erasures.dueAt)).limit(pageSize);
    },

    /** From the first step on there is no way back. False when it was cancelled meanwhile. */
    async setStep(userId: string, step: string): Promise<boolean> {
      const changed = await db
        .update(erasures)
        .set({ step })
        .where(eq(erasures.userId, userId))
        .returning({ userId: erasures.userId });
      return changed.length > 0;
    },

    /** Videos whose rows are there, deleted or not. */
    async listVideos(userId: string): Promise<{ id: string; isDeleted: boolean; isPurged: boolean }[]> {
      const rows = await db
        .select({ id: videos.id, deletedAt: videos.deletedAt, purgedAt: videos.purgedAt })
        .from(videos)
        .where(eq(videos.ownerId, userId))
        .limit(pageSize);
      return rows.map(({ id, deletedAt, purgedAt }) => ({
        ...{ id, isDeleted: deletedAt !== null, isPurged: purgedAt !== null },
      }));
    },

    /**
     * Everything about a video whose objects are gone; what others wrote below it goes with it, and how far sessions
     * watched it goes with their day.
     */
    async deleteVideoRow(videoId: string): Promise<void> {
      // Some at a time: these may be millions, and a transaction must be short.
      const some = sql`select rowid from ${comments} where ${comments.videoId} = ${videoId} limit 2000`;
      while ((await db.run(sql`delete from ${comments} where rowid in (${some})`)).rowsAffected > 0);
      await db.transaction(async (tx) => {
        await dropAttention(tx, videoId);
        await tx.delete(uploads).where(eq(uploads.videoId, videoId));
        await tx
          .delete(outbox)
          .where(
            sql`${videoId} in (json_extract(${outbox.payload}, '$.video_id'), json_extract(${outbox.payload}, '$.event.video_id'))`,
          );
        await tx.delete(videos).where(eq(videos.id, videoId));
      });
    },

    /** What they uploaded to channels of others is those channels' own. */
    async handUploadsOver(userId: string): Promise<void> {
      await db.run(sql`update ${uploads} set filename = 'video', tus_metadata = null,
        user_id = (select ${videos.ownerId} from ${videos} where ${videos.id} = ${uploads.videoId})
        where ${uploads.userId} = ${userId}`);
    },

    /** Empties some of what they wrote, keeping the counts. False when there was nothing left. */
    async deleteComments(userId: string, now: Date): Promise<boolean> {
      const rows = await db
        .select({ id: comments.id })
        .from(comments)
        .where(and(eq(comments.authorId, userId), isNull(comments.deletedAt)))
        .limit(pageSize);
      for (const { id } of rows) await db.transaction((tx) => deleteComment(tx, id, now));
      return rows.length > 0;
    },

    /** Emptied comments that nobody answered go; the others stay, and nobody wrote them. */
    async releaseComments(userId: string, now: Date): Promise<void> {
      const isTheirs = eq(comments.authorId, userId);
      const isAnswered = sql`exists (select 1 from comments as reply where reply.parent_id = ${comments.id})`;
      for (;;) {
        const gone = await db
          .delete(comments)
          .where(and(isTheirs, sql`not ${isAnswered}`))
          .returning({ id: comments.id });
        if (gone.length === 0) break;
      }
      // Rooms that were not reached yet would still be told what was said.
      const isTheirWord = sql`json_extract(${roomMessages.data}, '$.comment.author.user_id') = ${userId}`;
      await db.delete(roomMessages).where(isTheirWord);
      await db.transaction(async (tx) => {
        const [left] = await tx.select({ id: comments.id }).from(comments).where(isTheirs).limit(1);
        if (!left) return;
        const times = { createdAt: now, updatedAt: now, suspendedAt: now };
        await tx
          .insert(users)
          .values({ ...deletedPerson, role: 'viewer', ...times })
          .onConflictDoNothing();
        await tx.update(comments).set({ authorId: deletedPerson.id }).where(isTheirs);
      });
    },

    /** Some of the comments they voted on. */
    async listVotes(userId: string): Promise<string[]> {
      const rows = await db
        .select({ commentId: commentVotes.commentId })
        .from(commentVotes)
        .where(eq(commentVotes.userId, userId))
        .limit(pageSize);
      return rows.map(({ commentId }) => commentId);
    },

    /** Of votes on comments that cannot be voted on any more. */
    async dropVotes(userId: string, commentIds: string[]): Promise<void> {
      const isVote = and(eq(commentVotes.userId, userId), inArray(commentVotes.commentId, commentIds));
      await db.delete(commentVotes).where(isVote);
    },

    async listChannels(userId: string): Promise<string[]> {
      const rows = await db.select({ id: channels.id }).from(channels).where(eq(channels.ownerId, userId));
      return rows.map(({ id }) => id);
    },

    async deleteChannelRow(channelId: string): Promise<void> {
      await db.delete(channels).where(eq(channels.id, channelId));
    },

    /** The last: the account itself, and that it was to go. `refuse` is what is kept of the address, if anything. */
    async finish(userId: string, options: { refuse: string | null; now: Date; note: NoteAudit }): Promise<void> {
      const { refuse, now, note } = options;
      await db.transaction(async (tx) => {
        const [user] = await tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
        if (user) {
          await note(tx, { action: 'user.erased', object: { kind: 'user', id: userId } });
          await tx.delete(mails).where(eq(mails.to, user.email));
          await tx.delete(users).where(eq(users.id, userId));
        }
        if (refuse !== null)
          await tx.insert(refusedAddresses).values({ addressHash: refuse, createdAt: now }).onConflictDoNothing();
        await tx.delete(erasures).where(eq(erasures.userId, userId));
      });
    },

    async isRefused(addressHash: string): Promise<boolean> {
      const isIt = eq(refusedAddresses.addressHash, addressHash);
      return (await db.select().from(refusedAddresses).where(isIt)).length > 0;
    },
  };
}
