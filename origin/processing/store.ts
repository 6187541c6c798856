import { and, eq } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { VideoStatus } from '../../shared/contracts/videos.ts';
import { uploads, videos } from '../../shared/schema/index.ts';
import { addTranscodeJob, type Original } from '../outbox/store.ts';

export type ProcessingStore = ReturnType<typeof createProcessingStore>;

export function createProcessingStore(db: Database) {
  return {
    /** `original` is `null` when no upload of the video was completed. */
    async find(videoId: string): Promise<{ status: VideoStatus; original: Original | null } | undefined> {
      const [row] = await db
        .select({ status: videos.status, originalKey: uploads.objectKey, sizeBytes: uploads.sizeBytes })
        .from(videos)
        .leftJoin(uploads, and(eq(uploads.videoId, videos.id), eq(uploads.state, 'completed')))
        .where(eq(videos.id, videoId))
        .limit(1);
      if (!row) return undefined;
      const { status, originalKey, sizeBytes } = row;
      return {
        status,
        original: originalKey === null || sizeBytes === null ? null : { videoId, originalKey, sizeBytes },
      };
    },

    /** Takes the failure back and queues the video, or nothing. False when its status is no longer `from`. */
    async requeue(original: Original, from: VideoStatus, now: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        const changed = await tx
          .update(videos)
          .set({ status: 'processing', failureCode: null, failureMessage: null, updatedAt: now })
          .where(and(eq(videos.id, original.videoId), eq(videos.status, from)))
          .returning({ id: videos.id });
        if (changed.length === 0) return false;
        await addTranscodeJob(tx, original, now);
        return true;
      });
    },
  };
}
