import { and, asc, count, eq } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { users, videoShares } from '../../shared/schema/index.ts';
import { noteChange } from '../changes/store.ts';

export type ShareStore = ReturnType<typeof createShareStore>;

export function createShareStore(db: Database) {
  return {
    async findUserId(username: string): Promise<string | undefined> {
      const [user] = await db.select({ id: users.id }).from(users).where(eq(users.username, username));
      return user?.id;
    },

    /** Oldest first. */
    async list(videoId: string): Promise<{ username: string; createdAt: Date }[]> {
      return db
        .select({ username: users.username, createdAt: videoShares.createdAt })
        .from(videoShares)
        .innerJoin(users, eq(users.id, videoShares.userId))
        .where(eq(videoShares.videoId, videoId))
        .orderBy(asc(videoShares.createdAt), asc(users.username));
    },

    /** False when the list is full. Harmless when the user is on it. */
    async add(videoId: string, userId: string, limit: number, now: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [listed] = await tx.select({ shares: count() }).from(videoShares).where(eq(videoShares.videoId, videoId));
        const isListed = and(eq(videoShares.videoId, videoId), eq(videoShares.userId, userId));
        const [existing] = await tx.select({ userId: videoShares.userId }).from(videoShares).where(isListed);
        if (existing) return true;
        if ((listed?.shares ?? 0) >= limit) return false;
        await tx.insert(videoShares).values({ videoId, userId, createdAt: now });
        await noteChange(tx, 'video_changed', videoId, now);
        return true;
      });
    },

    /** Ends their running sessions as well. */
    async remove(videoId: string, userId: string, now: Date): Promise<void> {
      await db.transaction(async (tx) => {
        const removed = await tx
          .delete(videoShares)
          .where(and(eq(videoShares.videoId, videoId), eq(videoShares.userId, userId)))
          .returning({ userId: videoShares.userId });
        if (removed.length > 0) await noteChange(tx, 'video_revoked', videoId, now);
      });
    },
  };
}
