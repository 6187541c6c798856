import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../shared/errors.ts';
import { accounts, accountTokens, channels, mails, refreshTokens, sessions, users } from '../../shared/schema/index.ts';
import { violatedUnique } from '../adapters/unique-violation.ts';
import { claimHandle } from '../channels/handles/store.ts';
import type { NewMail } from '../mail/store.ts';
import type { LinkRow } from './links/store.ts';

export type User = typeof users.$inferSelect;
export type Channel = typeof channels.$inferSelect;
export type Rotation = { kind: 'rotated'; user: User; familyId: string } | { kind: 'reused' } | { kind: 'unknown' };

export type AccountStore = ReturnType<typeof createAccountStore>;

export function createAccountStore(db: Database) {
  return {
    /** A user, the password and the first channel, all or nothing. Throws `email_taken` or `username_taken`. */
    async createAccount(account: {
      user: typeof users.$inferInsert;
      passwordHash: string;
      credentialId: string;
      channelId: string;
      /** How the address is to be confirmed. */
      verification: { link: LinkRow; mail: NewMail };
    }): Promise<void> {
      const { user } = account;
      const times = { createdAt: user.createdAt, updatedAt: user.updatedAt };
      try {
        await db.transaction(async (tx) => {
          await claimHandle(tx, user.username, null, user.createdAt);
          await tx.insert(users).values(user);
          // The row better-auth's own sign-up writes for a password.
          await tx.insert(accounts).values({
            id: account.credentialId,
            userId: user.id,
            accountId: user.id,
            providerId: 'credential',
            password: account.passwordHash,
            ...times,
          });
          await tx
            .insert(channels)
            .values({ id: account.channelId, ownerId: user.id, handle: user.username, name: user.name, ...times });
          await tx.insert(accountTokens).values(account.verification.link);
          await tx.insert(mails).values(account.verification.mail);
        });
      } catch (error) {
        if (error instanceof AppError && error.code === 'handle_taken') throw usernameTaken();
        const column = violatedUnique(error);
        if (column === 'users.email') throw new AppError('email_taken', 'there is already an account with this e-mail');
        if (column === 'users.username' || column?.startsWith('channels.')) throw usernameTaken();
        throw error;
      }
    },

    async findUser(userId: string): Promise<User | undefined> {
      return (await db.select().from(users).where(eq(users.id, userId)).limit(1))[0];
    },

    /** The user, and whether the sign-in `sessionId` has not ended. */
    async findSignedIn(
      userId: string,
      sessionId: string | null,
    ): Promise<{ user: User; hasSession: boolean } | undefined> {
      const [row] = await db
        .select({ user: users, hasSession: sql`${sessions.id} is not null`.mapWith(Boolean) })
        .from(users)
        .leftJoin(sessions, and(eq(sessions.id, sessionId ?? ''), eq(sessions.userId, users.id)))
        .where(eq(users.id, userId))
        .limit(1);
      return row;
    },

    /** Oldest first: the first is the user's default channel. */
    async channelsOf(userId: string): Promise<Channel[]> {
      return db.select().from(channels).where(eq(channels.ownerId, userId)).orderBy(channels.createdAt, channels.id);
    },

    /** The session better-auth just made, and its user. */
    async findSession(token: string): Promise<{ sessionId: string; user: User } | undefined> {
      const [row] = await db
        .select({ sessionId: sessions.id, user: users })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(eq(sessions.token, token))
        .limit(1);
      return row;
    },

    async addRefreshToken(token: typeof refreshTokens.$inferInsert): Promise<void> {
      await db.insert(refreshTokens).values(token);
    },

    /** Uses up one refresh token and puts `next` in its place; a token used before costs its whole family. */
    async rotateRefreshToken(
      tokenHash: string,
      next: { tokenHash: string; expiresAt: Date },
      now: Date,
    ): Promise<Rotation> {
      return db.transaction(async (tx): Promise<Rotation> => {
        const [token] = await tx.select().from(refreshTokens).where(eq(refreshTokens.tokenHash, tokenHash));
        if (!token) return { kind: 'unknown' };
        const [used] = await tx
          .update(refreshTokens)
          .set({ usedAt: now })
          .where(and(eq(refreshTokens.tokenHash, tokenHash), isNull(refreshTokens.usedAt)))
          .returning();
        const { familyId, userId } = token;
        if (!used) {
          await tx
            .update(refreshTokens)
            .set({ revokedAt: now })
            .where(and(eq(refreshTokens.familyId, familyId), isNull(refreshTokens.revokedAt)));
          await tx.delete(sessions).where(eq(sessions.id, familyId));
          return { kind: 'reused' };
        }
        const [user] = await tx.select().from(users).where(eq(users.id, userId));
        if (!user || used.revokedAt !== null || used.expiresAt <= now) return { kind: 'unknown' };
        await tx.insert(refreshTokens).values({ ...next, familyId, userId, createdAt: now });
        await tx.update(sessions).set({ expiresAt: next.expiresAt, updatedAt: now }).where(eq(sessions.id, familyId));
        return { kind: 'rotated', user, familyId };
      });
    },

    /** Ends the sign-in that `tokenHash` descends from; harmless when there is none. */
    async revokeFamilyOf(tokenHash: string, now: Date): Promise<void> {
      const [token] = await db.select().from(refreshTokens).where(eq(refreshTokens.tokenHash, tokenHash));
      if (!token) return;
      await db.batch([
        db
          .update(refreshTokens)
          .set({ revokedAt: now })
          .where(and(eq(refreshTokens.familyId, token.familyId), isNull(refreshTokens.revokedAt))),
        db.delete(sessions).where(eq(sessions.id, token.familyId)),
      ]);
    },

    async deleteSession(sessionId: string): Promise<void> {
      await db.delete(sessions).where(eq(sessions.id, sessionId));
    },

    async deleteExpiredSessions(now: Date): Promise<void> {
      await db.batch([
        db.delete(refreshTokens).where(lt(refreshTokens.expiresAt, now)),
        db.delete(sessions).where(lt(sessions.expiresAt, now)),
      ]);
    },
  };
}

export const usernameTaken = () => new AppError('username_taken', 'this username, or one that looks like it, is taken');
