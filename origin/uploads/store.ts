import { and, asc, eq, gt, inArray, lt, ne, or } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { VideoFailure } from '../../shared/contracts/videos.ts';
import { channels, uploads, videos } from '../../shared/schema/index.ts';
import { addTranscodeJob } from '../outbox/store.ts';

export type Upload = typeof uploads.$inferSelect;
export type EndedState = 'failed' | 'aborted' | 'expired';
/** `limited`: creation times of the user's uploads inside the window, oldest first. */
export type Reservation = { kind: 'reserved' } | { kind: 'limited'; createdAt: Date[] };

export type UploadStore = ReturnType<typeof createUploadStore>;

/** States in which bytes may still turn into a video. */
const live = ['open', 'completing'] as const;
/** Ended uploads whose objects and parts are removed have no store id any more. */
const nothingStored = '';

export function createUploadStore(db: Database) {
  return {
    /** The channel `channelId`, or the user's oldest; `undefined` when it is not theirs. */
    async findChannelId(userId: string, channelId: string | undefined): Promise<string | undefined> {
      const isTheirs = eq(channels.ownerId, userId);
      const [channel] = await db
        .select({ id: channels.id })
        .from(channels)
        .where(channelId === undefined ? isTheirs : and(isTheirs, eq(channels.id, channelId)))
        .orderBy(asc(channels.createdAt), asc(channels.id))
        .limit(1);
      return channel?.id;
    },

    /** Inserts both rows unless the user made `limit` uploads after `since`; counting and inserting are one step. */
    async reserveUpload(
      rows: { video: typeof videos.$inferInsert; upload: Omit<typeof uploads.$inferInsert, 'storeUploadId'> },
      quota: { limit: number; since: Date },
    ): Promise<Reservation> {
      return db.transaction(async (tx): Promise<Reservation> => {
        const recent = await tx
          .select({ createdAt: uploads.createdAt })
          .from(uploads)
          .where(and(eq(uploads.userId, rows.upload.userId), gt(uploads.createdAt, quota.since)))
          .orderBy(asc(uploads.createdAt));
        if (recent.length >= quota.limit) return { kind: 'limited', createdAt: recent.map((row) => row.createdAt) };
        await tx.insert(videos).values(rows.video);
        await tx.insert(uploads).values({ ...rows.upload, storeUploadId: nothingStored });
        return { kind: 'reserved' };
      });
    },

    async attachStoreUpload(uploadId: string, storeUploadId: string): Promise<void> {
      await db.update(uploads).set({ storeUploadId }).where(eq(uploads.id, uploadId));
    },

    /** Takes back a reservation whose multipart upload could not be made. */
    async cancelReservation(uploadId: string, videoId: string): Promise<void> {
      await db.batch([
        db.delete(uploads).where(eq(uploads.id, uploadId)),
        db.delete(videos).where(eq(videos.id, videoId)),
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

    /** Upload completed, video processing and job written, or nothing. False when another call was first. */
    async finishUpload(upload: Upload, now: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        const finished = await tx
          .update(uploads)
          .set({ state: 'completed', updatedAt: now })
          .where(and(eq(uploads.id, upload.id), inArray(uploads.state, [...live])))
          .returning({ id: uploads.id });
        if (finished.length === 0) return false;
        await tx.update(videos).set({ status: 'processing', updatedAt: now }).where(eq(videos.id, upload.videoId));
        const { videoId, objectKey: originalKey, sizeBytes } = upload;
        await addTranscodeJob(tx, { videoId, originalKey, sizeBytes }, now);
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

    /** Open ones past their time, and claimed ones nobody worked on since `staleSince`. */
    async listExpired(now: Date, staleSince: Date, limit: number): Promise<Upload[]> {
      return db
        .select()
        .from(uploads)
        .where(
          and(
            lt(uploads.expiresAt, now),
            or(eq(uploads.state, 'open'), and(eq(uploads.state, 'completing'), lt(uploads.updatedAt, staleSince))),
          ),
        )
        .limit(limit);
    },

    async listEndedWithStorage(limit: number): Promise<Upload[]> {
      return db
        .select()
        .from(uploads)
        .where(and(inArray(uploads.state, ['failed', 'aborted', 'expired']), ne(uploads.storeUploadId, nothingStored)))
        .limit(limit);
    },

    async markStorageReleased(uploadId: string): Promise<void> {
      await db.update(uploads).set({ storeUploadId: nothingStored }).where(eq(uploads.id, uploadId));
    },
  };
}
