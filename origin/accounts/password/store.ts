import { and, eq, gt, ne, type SQL } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { newId } from '../../../shared/ids.ts';
import { accounts, accountTokens, mails, users } from '../../../shared/schema/index.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import type { NewMail } from '../../mail/store.ts';
import type { Transaction } from '../../outbox/store.ts';
import { endOtherSessions } from '../sessions/store.ts';
import type { User } from '../store.ts';

/** Without one the account has other ways in. */
export type UserWithPassword = { user: User; passwordHash: string };

export type PasswordStore = ReturnType<typeof createPasswordStore>;

export function createPasswordStore(db: Database) {
  return {
    async find(userId: string): Promise<UserWithPassword | undefined> {
      return findPassword(db, eq(users.id, userId));
    },

    async findByEmail(email: string): Promise<UserWithPassword | undefined> {
      return findPassword(db, eq(users.email, email));
    },

    /** Sets a password and ends every session but `keepSession`, whose device changed it. */
    async change(
      userId: string,
      passwordHash: string,
      note: NewMail,
      options: { now: Date; keepSession: string | null },
      audit: NoteAudit,
    ): Promise<void> {
      await db.transaction(async (tx) => {
        await setPassword(tx, userId, passwordHash, options);
        await audit(tx, { action: 'user.password_changed', object: { kind: 'user', id: userId } });
        await tx.insert(mails).values(note);
      });
    },

    /**
     * Uses a reset link up: sets the password, ends every session, and takes the address for confirmed, since its owner
     * opened the link. False when the link does not work any more.
     */
    async reset(
      tokenHash: string,
      passwordHash: string,
      note: NewMail,
      now: Date,
      auditFor: (userId: string) => NoteAudit,
    ): Promise<boolean> {
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
        await auditFor(user.id)(tx, { action: 'user.password_reset', object: { kind: 'user', id: user.id } });
        await tx.insert(mails).values(note);
        return true;
      });
    },
  };
}

async function findPassword(db: Database, of: SQL): Promise<UserWithPassword | undefined> {
  const [row] = await db
    .select({ user: users, passwordHash: accounts.password })
    .from(users)
    .innerJoin(accounts, and(eq(accounts.userId, users.id), eq(accounts.providerId, 'credential')))
    .where(of);
  return row?.passwordHash == null ? undefined : { user: row.user, passwordHash: row.passwordHash };
}

/** The row that better-auth's own sign-up writes for a password. */
export function credentialRow(id: string, userId: string, passwordHash: string, now: Date) {
  return {
    ...{ id, userId, accountId: userId, providerId: 'credential', password: passwordHash },
    ...{ createdAt: now, updatedAt: now },
  };
}

async function setPassword(
  tx: Transaction,
  userId: string,
  passwordHash: string,
  { now, keepSession }: { now: Date; keepSession: string | null },
): Promise<void> {
  const changed = await tx
    .update(accounts)
    .set({ password: passwordHash, updatedAt: now })
    .where(and(eq(accounts.userId, userId), eq(accounts.providerId, 'credential')))
    .returning({ id: accounts.id });
  // Who signed up at a provider has none yet.
  if (changed.length === 0) await tx.insert(accounts).values(credentialRow(newId(), userId, passwordHash, now));
  await endOtherSessions(tx, userId, keepSession, now);
  // Links to choose a password, or to move the account elsewhere, may be in the wrong hands too.
  await tx
    .delete(accountTokens)
    .where(and(eq(accountTokens.userId, userId), ne(accountTokens.purpose, 'verify_email')));
}
