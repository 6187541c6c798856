import { and, eq, gt, isNull, ne } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { accounts, accountTokens, mails, refreshTokens, sessions, users } from '../../../shared/schema/index.ts';
import type { NewMail } from '../../mail/store.ts';
import type { Transaction } from '../../outbox/store.ts';
import type { User } from '../store.ts';

export type PasswordStore = ReturnType<typeof createPasswordStore>;

export function createPasswordStore(db: Database) {
  return {
    async find(userId: string): Promise<{ user: User; passwordHash: string } | undefined> {
      const [row] = await db
        .select({ user: users, passwordHash: accounts.password })
        .from(users)
        .innerJoin(accounts, and(eq(accounts.userId, users.id), eq(accounts.providerId, 'credential')))
        .where(eq(users.id, userId));
      return row?.passwordHash == null ? undefined : { user: row.user, passwordHash: row.passwordHash };
    },

    /** Sets a password and ends every session but `keepSession`, whose device changed it. */
    async change(
      userId: string,
      passwordHash: string,
      note: NewMail,
      options: { now: Date; keepSession: string | null },
    ): Promise<void> {
      await db.transaction(async (tx) => {
        await setPassword(tx, userId, passwordHash, options);
        await tx.insert(mails).values(note);
      });
    },

    /**
     * Uses a reset link up: sets the password, ends every session, and takes the address for confirmed, since its owner
     * opened the link. False when the link does not work any more.
     */
    async reset(tokenHash: string, passwordHash: string, note: NewMail, now: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [link] = await tx
          .delete(accountTokens)
          .where(
            and(
              eq(accountTokens.tokenHash, tokenHash),
              eq(accountTokens.purpose, 'reset_password'),
              gt(accountTokens.expiresAt, now),
            ),
          )
          .returning();
        if (!link?.userId || link.email === null) return false;
        const [user] = await tx
          .update(users)
          .set({ emailVerified: true, updatedAt: now })
          .where(and(eq(users.id, link.userId), eq(users.email, link.email)))
          .returning();
        if (!user) return false;
        await setPassword(tx, user.id, passwordHash, { now, keepSession: null });
        await tx.insert(mails).values(note);
        return true;
      });
    },
  };
}

async function setPassword(
  tx: Transaction,
  userId: string,
  passwordHash: string,
  { now, keepSession }: { now: Date; keepSession: string | null },
): Promise<void> {
  await tx
    .update(accounts)
    .set({ password: passwordHash, updatedAt: now })
    .where(and(eq(accounts.userId, userId), eq(accounts.providerId, 'credential')));
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
  // Links to choose a password, or to move the account elsewhere, may be in the wrong hands too.
  await tx
    .delete(accountTokens)
    .where(and(eq(accountTokens.userId, userId), ne(accountTokens.purpose, 'verify_email')));
}
