import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { inGroups } from '../../platform/in-groups.ts';
import { AppError } from '../../shared/errors.ts';
import { DEFAULT_LOCALE, type Locale } from '../../shared/messages/locales.ts';
import {
  accounts,
  accountTokens,
  channels,
  identities,
  mails,
  notificationSettings,
  refreshTokens,
  sessions,
  users,
} from '../../shared/schema/index.ts';
import { violatedUnique } from '../adapters/constraint-violation.ts';
import { claimHandle } from '../channels/handles/store.ts';
import type { NewMail } from '../mail/store.ts';
import type { LinkRow } from './links/store.ts';
import { credentialRow } from './password/store.ts';

export type User = typeof users.$inferSelect;
export type SignedIn = { user: User; signedInAt: Date | null };
/** What every write asks about who sends it. */
export type Standing = Pick<User, 'role' | 'suspendedAt'> & { isSignedIn: boolean };
export type Channel = typeof channels.$inferSelect;
export type Rotation = { kind: 'rotated'; user: User; familyId: string } | { kind: 'reused' } | { kind: 'unknown' };

export type NewAccount = {
  user: typeof users.$inferInsert;
  channelId: string;
  wayIn: { credentialId: string; passwordHash: string } | { identity: typeof identities.$inferInsert };
  /** How the address is to be confirmed; `null` when it is. */
  verification: { link: LinkRow; mail: NewMail } | null;
};

export type AccountStore = ReturnType<typeof createAccountStore>;

export function createAccountStore(db: Database) {
  const findStanding = inGroups((asked: SignInKey[]) => findStandings(db, asked), { maxItems: 200 });

  return {
    /** A user, a way in and the first channel, all or nothing. Throws `email_taken` or `username_taken`. */
    async createAccount(account: NewAccount): Promise<void> {
      const { user } = account;
      const times = { createdAt: user.createdAt, updatedAt: user.updatedAt };
      try {
        await db.transaction(async (tx) => {
          await claimHandle(tx, user.username, null, user.createdAt);
          await tx.insert(users).values(user);
          if ('identity' in account.wayIn) await tx.insert(identities).values(account.wayIn.identity);
          else
            await tx
              .insert(accounts)
              .values(credentialRow(account.wayIn.credentialId, user.id, account.wayIn.passwordHash, user.createdAt));
          await tx
            .insert(channels)
            .values({ id: account.channelId, ownerId: user.id, handle: user.username, name: user.name, ...times });
          if (account.verification === null) return;
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

    async findByUsername(username: string): Promise<User | undefined> {
      return (await db.select().from(users).where(eq(users.username, username)).limit(1))[0];
    },

    /** The user, and when the sign-in `sessionId` began; `null` when it has ended. */
    async findSignedIn(userId: string, sessionId: string | null): Promise<SignedIn | undefined> {
      const [found] = await db
        .select({ user: users, signedInAt: sessions.createdAt })
        .from(users)
        .leftJoin(sessions, and(eq(sessions.id, sessionId ?? ''), eq(sessions.userId, users.id)))
        .where(eq(users.id, userId));
      return found;
    },

    /** Of a user and one of their sign-ins, which may have ended. Those who ask together share an exchange. */
    async findStanding(userId: string, sessionId: string | null): Promise<Standing | undefined> {
      return (await findStanding({ userId, sessionId })) ?? undefined;
    },

    /** Oldest first: the first is the user's default channel. */
    async channelsOf(userId: string): Promise<Channel[]> {
      return db.select().from(channels).where(eq(channels.ownerId, userId)).orderBy(channels.createdAt, channels.id);
    },

    /** A sign-in, and the first refresh token of its family. Its language is that of mails until another is chosen. */
    async addSession(
      session: typeof sessions.$inferInsert,
      token: typeof refreshTokens.$inferInsert,
      mailLanguage: Locale,
    ): Promise<void> {
      const adding = [db.insert(sessions).values(session), db.insert(refreshTokens).values(token)] as const;
      if (mailLanguage === DEFAULT_LOCALE) return void (await db.batch(adding));
      const learning = db
        .insert(notificationSettings)
        .values({ userId: session.userId, mailLanguage })
        .onConflictDoUpdate({
          target: notificationSettings.userId,
          set: { mailLanguage },
          setWhere: isNull(notificationSettings.mailLanguage),
        });
      await db.batch([...adding, learning]);
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

    async deleteExpiredSessions(now: Date): Promise<void> {
      await db.batch([
        db.delete(refreshTokens).where(lt(refreshTokens.expiresAt, now)),
        db.delete(sessions).where(lt(sessions.expiresAt, now)),
      ]);
    },
  };
}

export const usernameTaken = () => new AppError('username_taken', 'this username, or one that looks like it, is taken');

type SignInKey = { userId: string; sessionId: string | null };

type StandingRow = { at: number; role: User['role']; suspendedAt: number | null; sessionId: string | null };

async function findStandings(db: Database, asked: readonly SignInKey[]): Promise<(Standing | null)[]> {
  const pairs = JSON.stringify(asked.map(({ userId, sessionId }) => [userId, sessionId]));
  // CROSS JOIN keeps the order: look-ups by primary key for each pair.
  const rows = await db.all<StandingRow>(sql`
    select j.key as at, u.role, u.suspended_at as "suspendedAt", s.id as "sessionId" from json_each(${pairs}) as j
    cross join users u on u.id = j.value ->> 0
    left join sessions s on s.id = j.value ->> 1 and s.user_id = u.id`);
  const found = new Map(rows.map((row) => [row.at, row]));
  return asked.map((_, at) => {
    const row = found.get(at);
    if (!row) return null;
    const suspendedAt = row.suspendedAt === null ? null : new Date(row.suspendedAt);
    return { role: row.role, suspendedAt, isSignedIn: row.sessionId !== null };
  });
}
