import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { refreshTokens, sessions } from '../../../shared/schema/index.ts';

export type SessionRow = typeof sessions.$inferSelect;

export type SessionStore = ReturnType<typeof createSessionStore>;

export function createSessionStore(db: Database) {
  return {
    /** Those that are not over, the one used last first. */
    async listOf(userId: string, now: Date): Promise<SessionRow[]> {
      return db
        .select()
        .from(sessions)
        .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now)))
        .orderBy(desc(sessions.updatedAt));
    },

    /** Ends one session of the user's, or all of them. False when there was none. */
    async end(userId: string, sessionId: string | null, now: Date): Promise<boolean> {
      const [, ended] = await db.batch([
        db
          .update(refreshTokens)
          .set({ revokedAt: now })
          .where(
            and(
              eq(refreshTokens.userId, userId),
              isNull(refreshTokens.revokedAt),
              sessionId === null ? undefined : eq(refreshTokens.familyId, sessionId),
            ),
          ),
        db
          .delete(sessions)
          .where(and(eq(sessions.userId, userId), sessionId === null ? undefined : eq(sessions.id, sessionId)))
          .returning({ id: sessions.id }),
      ]);
      return ended.length > 0;
    },
  };
}
