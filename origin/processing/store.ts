import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { VideoStatus } from '../../shared/contracts/videos.ts';
import { uploads, videos } from '../../shared/schema/index.ts';
import type { NoteAudit } from '../audit/note-as.ts';
import type { Original } from '../outbox/store.ts';
import type { QueueOriginal } from '../uploads/store.ts';

export type ProcessingStore = ReturnType<typeof createProcessingStore>;

export function createProcessingStore(db: Database, { queueOriginal }: { queueOriginal: QueueOriginal }) {
  return {
    /** `original` is `null` when no upload of the video was completed. */
    async find(
      videoId: string,
    ): Promise<{ status: VideoStatus; original: Original | null; originalRemoved: boolean } | undefined> {
      const [row] = await db
        .select({
          status: videos.status,
          originalKey: uploads.objectKey,
          sizeBytes: uploads.sizeBytes,
          removedAt: uploads.originalRemovedAt,
        })
        .from(videos)
        .leftJoin(uploads, and(eq(uploads.videoId, videos.id), eq(uploads.state, 'completed')))
        .where(and(eq(videos.id, videoId), isNull(videos.deletedAt)))
        .limit(1);
      if (!row) return undefined;
      const { status, originalKey, sizeBytes, removedAt } = row;
      return {
        status,
        original: originalKey === null || sizeBytes === null ? null : { videoId, originalKey, sizeBytes },
        originalRemoved: removedAt !== null,
      };
    },

    /** Takes the failure back and queues the video, or nothing. False when its status is no longer `from`. */
    async requeue(original: Original, from: VideoStatus, now: Date, note: NoteAudit): Promise<boolean> {
      return db.transaction(async (tx) => {
        const changed = await tx
          .update(videos)
          .set({ status: 'processing', failureCode: null, failureMessage: null, updatedAt: now })
          .where(and(eq(videos.id, original.videoId), eq(videos.status, from)))
          .returning({ id: videos.id });
        if (changed.length === 0) return false;
        await queueOriginal(tx, original, now);
        await note(tx, { action: 'video.retried', object: { kind: 'video', id: original.videoId } });
        return true;
      });
    },
  };
}
