import { and, count, eq, gte, isNull, lt, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { Ctr } from '../../../shared/contracts/discovery.ts';
import type { DiscoverySurface } from '../../../shared/contracts/discovery-words.ts';
import { impressions, notInterested } from '../../../shared/schema/index.ts';
import { ROWS_PER_DELETION, untilNone } from '../../adapters/until-none.ts';

export type FeedbackStore = ReturnType<typeof createFeedbackStore>;
export type Dislike = { userId: string; kind: 'video' | 'channel'; subjectId: string };
export type Report = {
  listId: string;
  surface: DiscoverySurface;
  variant: string;
  userId: string | null;
  shown: readonly { videoId: string; position: number }[];
  clicked: string | undefined;
};

export function createFeedbackStore(db: Database) {
  const rowOf = ({ userId, kind, subjectId }: Dislike) =>
    and(eq(notInterested.userId, userId), eq(notInterested.kind, kind), eq(notInterested.subjectId, subjectId));

  return {
    async hide(dislike: Dislike, now: Date): Promise<void> {
      await db
        .insert(notInterested)
        .values({ ...dislike, createdAt: now })
        .onConflictDoNothing();
    },

    async unhide(dislike: Dislike): Promise<void> {
      await db.delete(notInterested).where(rowOf(dislike));
    },

    /** Only what was shown can be followed, once. */
    async report({ listId, surface, variant, userId, shown, clicked }: Report, now: Date): Promise<void> {
      const rows = shown.map((each) => ({ listId, surface, variant, userId, shownAt: now, ...each }));
      await db.transaction(async (tx) => {
        if (rows.length > 0) await tx.insert(impressions).values(rows).onConflictDoNothing();
        if (clicked !== undefined)
          await tx
            .update(impressions)
            .set({ clickedAt: now })
            .where(
              and(eq(impressions.listId, listId), eq(impressions.videoId, clicked), isNull(impressions.clickedAt)),
            );
      });
    },

    async ctrSince(time: Date): Promise<Ctr['surfaces']> {
      const rows = await db
        .select({
          surface: impressions.surface,
          variant: impressions.variant,
          impressions: count(),
          clicks: sql`count(${impressions.clickedAt})`.mapWith(Number),
        })
        .from(impressions)
        .where(gte(impressions.shownAt, time))
        .groupBy(impressions.surface, impressions.variant);
      return rows.map((row) => ({ ...row, ctr: row.clicks / row.impressions }));
    },

    /** Some at a time, so that other writers have their turn. */
    async deleteBefore(time: Date): Promise<void> {
      const some = sql`select rowid from ${impressions} where ${lt(impressions.shownAt, time)} limit ${ROWS_PER_DELETION}`;
      await untilNone(() => db.delete(impressions).where(sql`rowid in (${some})`));
    },
  };
}
