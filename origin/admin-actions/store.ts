import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { ChangeKind } from '../../shared/contracts/changes.ts';
import { changes, users, videos } from '../../shared/schema/index.ts';
import { noteChange } from '../changes/store.ts';
import type { Transaction } from '../outbox/store.ts';

export type AdminStore = ReturnType<typeof createAdminStore>;
/** `unchanged`: it was so already. */
export type Outcome = 'changed' | 'unchanged' | 'missing';

export function createAdminStore(db: Database) {
  return {
    /** Also of a video that is down already: the reason may be another. */
    async takeDown(videoId: string, why: { reason: string | null; byLaw: boolean }, now: Date): Promise<Outcome> {
      return db.transaction(async (tx) => {
        const changed = await tx
          .update(videos)
          .set({ takenDownAt: now, takenDownReason: why.reason, takenDownByLaw: why.byLaw, updatedAt: now })
          .where(and(eq(videos.id, videoId), isNull(videos.deletedAt)))
          .returning({ id: videos.id });
        if (changed.length === 0) return 'missing';
        await noteChange(tx, 'video_revoked', videoId, now);
        return 'changed';
      });
    },

    async restore(videoId: string, now: Date): Promise<Outcome> {
      return db.transaction(async (tx) => {
        const isThisVideo = and(eq(videos.id, videoId), isNull(videos.deletedAt));
        const changed = await tx
          .update(videos)
          .set({ takenDownAt: null, takenDownReason: null, takenDownByLaw: false, updatedAt: now })
          .where(and(isThisVideo, isNotNull(videos.takenDownAt)))
          .returning({ id: videos.id });
        if (changed.length > 0) {
          await noteChange(tx, 'video_changed', videoId, now);
          return 'changed';
        }
        const [video] = await tx.select({ id: videos.id }).from(videos).where(isThisVideo);
        return video ? 'unchanged' : 'missing';
      });
    },

    /** The account and everything it has published, or nothing. */
    async setSuspended(username: string, isSuspended: boolean, now: Date): Promise<Outcome> {
      return db.transaction(async (tx) => {
        const [user] = await tx
          .select({ id: users.id, suspendedAt: users.suspendedAt })
          .from(users)
          .where(eq(users.username, username));
        if (!user) return 'missing';
        if ((user.suspendedAt !== null) === isSuspended) return 'unchanged';
        await tx
          .update(users)
          .set({ suspendedAt: isSuspended ? now : null, updatedAt: now })
          .where(eq(users.id, user.id));
        await noteChange(tx, isSuspended ? 'user_revoked' : 'user_restored', user.id, now);
        await noteVideosOf(tx, user.id, isSuspended ? 'video_revoked' : 'video_changed', now);
        return 'changed';
      });
    },
  };
}

/** One entry for each video of `ownerId`, in one statement however many there are. */
async function noteVideosOf(tx: Transaction, ownerId: string, kind: ChangeKind, now: Date): Promise<void> {
  await tx.run(
    sql`insert into ${changes} (kind, subject, at)
        select ${kind}, ${videos.id}, ${now.getTime()} from ${videos} where ${videos.ownerId} = ${ownerId}`,
  );
}
