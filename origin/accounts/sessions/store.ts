import { and, desc, eq, gt, isNull, ne } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { refreshTokens, sessions, signInChallenges } from '../../../shared/schema/index.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import type { Transaction } from '../../outbox/store.ts';

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
    async end(userId: string, sessionId: string | null, now: Date, note: NoteAudit): Promise<boolean> {
      return db.transaction(async (tx) => {
        await tx
          .update(refreshTokens)
          .set({ revokedAt: now })
          .where(
            and(
              eq(refreshTokens.userId, userId),
              isNull(refreshTokens.revokedAt),
              sessionId === null ? undefined : eq(refreshTokens.familyId, sessionId),
            ),
          );
        const ended = await tx
          .delete(sessions)
          .where(and(eq(sessions.userId, userId), sessionId === null ? undefined : eq(sessions.id, sessionId)))
          .returning({ id: sessions.id });
        if (sessionId === null)
          await note(tx, { action: 'user.signed_out_everywhere', object: { kind: 'user', id: userId } });
        else if (ended.length > 0)
          await note(tx, { action: 'session.revoked', object: { kind: 'session', id: sessionId } });
        return ended.length > 0;
      });
    },
  };
}

/**
 * For a change of what protects the account: every device is signed out but `keepSession`, which made it, and sign-ins
 * that are half done come to nothing.
 */
export async function endOtherSessions(
  tx: Transaction,
  userId: string,
  keepSession: string | null,
  now: Date,
): Promise<void> {
  await tx
    .update(refreshTokens)
    .set({ revokedAt: now })
    .where(
      and(
        eq(refreshTokens.userId, userId),
        isNull(refreshTokens.revokedAt),
        keepSession === null ? undefined : ne(refreshTokens.familyId, keepSession),
      ),
    );
  await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), keepSession === null ? undefined : ne(sessions.id, keepSession)));
  await tx.delete(signInChallenges).where(eq(signInChallenges.userId, userId));
}
