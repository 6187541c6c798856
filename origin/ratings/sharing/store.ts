import { eq, lt, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { SharePlatform } from '../../../shared/contracts/ratings.ts';
import { shareCounts, shareMarks } from '../../../shared/schema/index.ts';
import { addSignals } from '../../discovery/signals/store.ts';

export type ShareCountStore = ReturnType<typeof createShareCountStore>;

export function createShareCountStore(db: Database) {
  return {
    async countsOf(videoId: string): Promise<Map<SharePlatform, number>> {
      const rows = await db.select().from(shareCounts).where(eq(shareCounts.videoId, videoId));
      return new Map(rows.map(({ platform, shareCount }) => [platform, shareCount]));
    },

    /** A session counts once for each video and platform. */
    async add(videoId: string, platform: SharePlatform, sessionId: string, now: Date): Promise<void> {
      await db.transaction(async (tx) => {
        const marked = await tx
          .insert(shareMarks)
          .values({ videoId, platform, sessionId, createdAt: now })
          .onConflictDoNothing()
          .returning({ videoId: shareMarks.videoId });
        if (marked.length === 0) return;
        await addSignals(tx, [{ kind: 'share', videoId, userId: null, at: now }]);
        await tx
          .insert(shareCounts)
          .values({ videoId, platform, shareCount: 1 })
          .onConflictDoUpdate({
            target: [shareCounts.videoId, shareCounts.platform],
            set: { shareCount: sql`${shareCounts.shareCount} + 1` },
          });
      });
    },

    async deleteMarksBefore(time: Date): Promise<void> {
      await db.delete(shareMarks).where(lt(shareMarks.createdAt, time));
    },
  };
}
