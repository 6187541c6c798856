import { and, asc, desc, eq, gt, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { MemberRole } from '../../shared/contracts/channels.ts';
import type { VideoFailure } from '../../shared/contracts/videos.ts';
import { channelMembers, channels, uploads, videos } from '../../shared/schema/index.ts';
import { addTranscodeJob, type Original, type Transaction } from '../outbox/store.ts';
import { dayMs, hourMs, type Usage } from './admit-upload.ts';

export type Upload = typeof uploads.$inferSelect;
export type EndedState = 'failed' | 'aborted' | 'expired';
export type UploadStore = ReturnType<typeof createUploadStore>;
/** Puts what is to happen with a new original into the outbox. */
export type QueueOriginal = (tx: Transaction, original: Original, now: Date) => Promise<void>;

/** States in which bytes may still turn into a video. */
const live = ['open', 'completing'] as const;
/** States whose bytes count against the total; aborted, failed, expired and deleted uploads have given theirs back. */
const kept = [...live, 'completed'] as const;
/** Deleting a video does not make room for more on the same day. */
const sent = [...kept, 'deleted'] as const;
/** Ended uploads whose objects and parts are removed have no store id any more. */
const nothingStored = '';

export function createUploadStore(db: Database, options: { queueOriginal?: QueueOriginal } = {}) {
  const queueOriginal = options.queueOriginal ?? addTranscodeJob;
  return {
    /** The channel `channelId` and the user's part in it; without an id the oldest they own. */
    async findChannel(
      userId: string,
      channelId: string | undefined,
    ): Promise<{ id: string; ownerId: string; memberRole: MemberRole | null } | undefined> {
      const isTheirPart = and(eq(channelMembers.channelId, channels.id), eq(channelMembers.userId, userId));
      const [channel] = await db
        .select({ id: channels.id, ownerId: channels.ownerId, memberRole: channelMembers.role })
        .from(channels)
        .leftJoin(channelMembers, isTheirPart)
        .where(channelId === undefined ? eq(channels.ownerId, userId) : eq(channels.id, channelId))
        .orderBy(asc(channels.createdAt), asc(channels.id))
        .limit(1);
      return channel;
    },

    /** A finished upload of this user whose original is still there and was found by us to have this content. */
    async findStoredTwin(userId: string, content: { sha256: string; sizeBytes: number }): Promise<Upload | undefined> {
      const [twin] = await db
        .select()
        .from(uploads)
        .where(
          and(
            eq(uploads.userId, userId),
            eq(uploads.contentSha256, content.sha256),
            eq(uploads.sizeBytes, content.sizeBytes),
            eq(uploads.state, 'completed'),
            isNull(uploads.originalRemovedAt),
          ),
        )
        .limit(1);
      return twin;
    },

    /**
     * Inserts both rows unless `admit` throws. It sees what the user has in use, and no other upload can begin between
     * that look and the insert. An upload with that id is answered as it is.
     */
    async reserveUpload(
      rows: { video: typeof videos.$inferInsert; upload: Omit<typeof uploads.$inferInsert, 'storeUploadId'> },
      now: Date,
      admit: (usage: Usage) => void,
    ): Promise<Upload> {
      const { id, userId } = rows.upload;
      return db.transaction(async (tx) => {
        const [known] = await tx
          .select()
          .from(uploads)
          .where(and(eq(uploads.id, id), eq(uploads.userId, userId)));
        if (known) return known;
        admit(await usageOf(tx, userId, now));
        await tx.insert(videos).values(rows.video);
        const [upload] = await tx
          .insert(uploads)
          .values({ ...rows.upload, storeUploadId: nothingStored })
          .returning();
        if (!upload) throw new Error('the upload was not inserted');
        return upload;
      });
    },

    async usage(userId: string, now: Date): Promise<Usage> {
      return usageOf(db, userId, now);
    },

    async attachStoreUpload(uploadId: string, storeUploadId: string): Promise<void> {
      await db.update(uploads).set({ storeUploadId }).where(eq(uploads.id, uploadId));
    },

    /** Takes back a reservation whose multipart upload could not be made. */
    async cancelReservation(upload: Pick<Upload, 'id' | 'videoId'>): Promise<void> {
      await db.batch([
        db.delete(uploads).where(eq(uploads.id, upload.id)),
        db.delete(videos).where(eq(videos.id, upload.videoId)),
      ]);
    },

    async findOwned(uploadId: string, userId: string): Promise<Upload | undefined> {
      return (
        await db
          .select()
          .from(uploads)
          .where(and(eq(uploads.id, uploadId), eq(uploads.userId, userId)))
          .limit(1)
      )[0];
    },

    /** The user's uploads under way, newest first, that began before the one with id `before`. */
    async listLive(userId: string, page: { limit: number; before: string | null }): Promise<Upload[]> {
      return db
        .select()
        .from(uploads)
        .where(
          and(
            eq(uploads.userId, userId),
            inArray(uploads.state, [...live]),
            // Without a store id its creation died, or is still under way.
            ne(uploads.storeUploadId, nothingStored),
            page.before === null ? undefined : lt(uploads.id, page.before),
          ),
        )
        .orderBy(desc(uploads.id))
        .limit(page.limit);
    },

    /** From here on the upload can be neither aborted nor expired under the hands of its completion. False when it ended. */
    async claimForCompletion(uploadId: string, now: Date): Promise<boolean> {
      const claimed = await db
        .update(uploads)
        .set({ state: 'completing', updatedAt: now })
        .where(and(eq(uploads.id, uploadId), inArray(uploads.state, [...live])))
        .returning({ id: uploads.id });
      return claimed.length > 0;
    },

    /** Gives the claim back, so that parts can be sent again or the upload aborted. */
    async reopen(uploadId: string, now: Date): Promise<void> {
      await db
        .update(uploads)
        .set({ state: 'open', updatedAt: now })
        .where(and(eq(uploads.id, uploadId), eq(uploads.state, 'completing')));
    },

    /** `reopen` for a copy whose source is gone: from now on the parts are expected. */
    async forgetTwin(uploadId: string, now: Date): Promise<void> {
      await db
        .update(uploads)
        .set({ state: 'open', duplicateOf: null, updatedAt: now })
        .where(and(eq(uploads.id, uploadId), eq(uploads.state, 'completing')));
    },

    /** Upload completed, video processing and job written, or nothing. False when the upload is no longer live. */
    async finishUpload(upload: Upload, contentSha256: string | null, now: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        const finished = await tx
          .update(uploads)
          .set({ state: 'completed', contentSha256, updatedAt: now })
          .where(and(eq(uploads.id, upload.id), inArray(uploads.state, [...live])))
          .returning({ id: uploads.id });
        if (finished.length === 0) return false;
        await tx.update(videos).set({ status: 'processing', updatedAt: now }).where(eq(videos.id, upload.videoId));
        const { videoId, objectKey: originalKey, sizeBytes } = upload;
        await queueOriginal(tx, { videoId, originalKey, sizeBytes }, now);
        return true;
      });
    },

    /** Ends an upload that is in one of `from`, and its video with it. False when it was in none. */
    async endUpload(
      upload: Upload,
      end: { from: readonly Upload['state'][]; state: EndedState; failure: VideoFailure },
      now: Date,
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const ended = await tx
          .update(uploads)
          .set({ state: end.state, updatedAt: now })
          .where(and(eq(uploads.id, upload.id), inArray(uploads.state, [...end.from])))
          .returning({ id: uploads.id });
        if (ended.length === 0) return false;
        await tx
          .update(videos)
          .set({
            status: 'failed',
            failureCode: end.failure.code,
            failureMessage: end.failure.message,
            updatedAt: now,
          })
          .where(and(eq(videos.id, upload.videoId), eq(videos.status, 'uploading')));
        return true;
      });
    },

    /** Open ones past their time, and of those that nobody worked on since `staleSince` the claimed and half-made ones. */
    async listExpired(now: Date, staleSince: Date, limit: number): Promise<Upload[]> {
      const isStale = lt(uploads.updatedAt, staleSince);
      const isPast = lt(uploads.expiresAt, now);
      return db
        .select()
        .from(uploads)
        .where(
          or(
            and(eq(uploads.state, 'open'), isPast),
            and(eq(uploads.state, 'open'), eq(uploads.storeUploadId, nothingStored), isStale),
            and(eq(uploads.state, 'completing'), isPast, isStale),
          ),
        )
        .limit(limit);
    },

    /** Ended ones whose bytes are still in the object store. */
    async listToRelease(limit: number): Promise<Upload[]> {
      return db
        .select()
        .from(uploads)
        .where(and(inArray(uploads.state, ['failed', 'aborted', 'expired']), gt(uploads.storeUploadId, nothingStored)))
        .limit(limit);
    },

    async markStorageReleased(uploadId: string): Promise<void> {
      await db.update(uploads).set({ storeUploadId: nothingStored }).where(eq(uploads.id, uploadId));
    },
  };
}

async function usageOf(tx: Pick<Database, 'select'>, userId: string, now: Date): Promise<Usage> {
  const isTheirs = eq(uploads.userId, userId);
  const since = (ageMs: number) => gt(uploads.createdAt, new Date(now.getTime() - ageMs));
  const totalBytes = sql<number>`coalesce(sum(${uploads.sizeBytes}), 0)`;
  const recent = await tx
    .select({ createdAt: uploads.createdAt })
    .from(uploads)
    .where(and(isTheirs, since(hourMs)))
    .orderBy(asc(uploads.createdAt));
  const [stored] = await tx
    .select({
      bytes: totalBytes,
      open: sql<number>`count(case when ${inArray(uploads.state, [...live])} then 1 end)`,
    })
    .from(uploads)
    .where(and(isTheirs, inArray(uploads.state, [...kept])));
  const [day] = await tx
    .select({ bytes: totalBytes })
    .from(uploads)
    .where(and(isTheirs, since(dayMs), inArray(uploads.state, [...sent])));
  return {
    recentlyCreatedAt: recent.map((row) => row.createdAt),
    openCount: stored?.open ?? 0,
    storedBytes: stored?.bytes ?? 0,
    dayBytes: day?.bytes ?? 0,
  };
}
