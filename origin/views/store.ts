import { eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { videos, viewSessions } from '../../shared/schema/index.ts';

export type ViewStore = ReturnType<typeof createViewStore>;

export function createViewStore(db: Database) {
  return {
    /** Counts a view unless this session was counted on this day already: the primary key decides. */
    async countView(view: { videoId: string; sessionId: string; day: string; startedAt: Date }): Promise<void> {
      await db.batch([
        db.insert(viewSessions).values(view).onConflictDoNothing(),
        // changes() is what the insert before did, 0 or 1; a batch is one transaction on one connection.
        db
          .update(videos)
          .set({ viewCount: sql`${videos.viewCount} + changes()` })
          .where(eq(videos.id, view.videoId)),
      ]);
    },
  };
}
