import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { videos, viewSessions } from '../../shared/schema/index.ts';

export type ViewStore = ReturnType<typeof createViewStore>;
export type CountedView = { videoId: string; sessionId: string; day: string; startedAt: Date };

export function createViewStore(db: Database) {
  const insert = ({ videoId, sessionId, day, startedAt }: CountedView) =>
    db
      .insert(viewSessions)
      .select(
        db
          .select({
            videoId: videos.id,
            sessionId: sql<string>`${sessionId}`.as('session_id'),
            day: sql<string>`${day}`.as('day'),
            startedAt: sql<Date>`${startedAt.getTime()}`.as('started_at'),
          })
          .from(videos)
          // A video deleted meanwhile must not fail the others. `true` keeps SQLite from reading ON as a join's.
          .where(and(eq(videos.id, videoId), sql`true`)),
      )
      .onConflictDoNothing();
  const count = ({ videoId }: CountedView) =>
    db
      .update(videos)
      // changes() is what the insert before did, 0 or 1; a batch is one transaction on one connection.
      .set({ viewCount: sql`${videos.viewCount} + changes()` })
      .where(eq(videos.id, videoId));

  return {
    /** Counts each view unless its session was counted on that day already: the primary key decides. */
    async countViews(views: readonly CountedView[]): Promise<void> {
      const [first, ...rest] = views;
      if (first === undefined) return;
      await db.batch([insert(first), count(first), ...rest.flatMap((view) => [insert(view), count(view)])]);
    },
  };
}
