import { inArray, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { uploads, videoStorage } from '../../shared/schema/index.ts';

export type OperationsStore = ReturnType<typeof createOperationsStore>;

export function createOperationsStore(db: Database) {
  return {
    /** One narrow row for each video is read. */
    async storageTotals() {
      const [measured] = await db
        .select({
          videos: sql<number>`count(*)`,
          originalBytes: sql<number>`coalesce(sum(${videoStorage.originalBytes}), 0)`,
          mediaBytes: sql<number>`coalesce(sum(${videoStorage.mediaBytes}), 0)`,
          oldestMs: sql<number | null>`min(${videoStorage.measuredAt})`,
        })
        .from(videoStorage);
      const [open] = await db
        .select({ bytes: sql<number>`coalesce(sum(${uploads.sizeBytes}), 0)` })
        .from(uploads)
        .where(inArray(uploads.state, ['open', 'completing']));
      return {
        videos: measured?.videos ?? 0,
        originalBytes: measured?.originalBytes ?? 0,
        mediaBytes: measured?.mediaBytes ?? 0,
        measuredSince: measured?.oldestMs == null ? null : new Date(measured.oldestMs),
        openUploadBytes: open?.bytes ?? 0,
      };
    },
  };
}
