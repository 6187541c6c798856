import { and, asc, eq } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { AppError } from '../../../shared/errors.ts';
import { identities, mails, users } from '../../../shared/schema/index.ts';
import type { SecurityNote } from '../security-note.ts';
import type { User } from '../store.ts';
import { requireWayIn } from '../ways-in/store.ts';

export type IdentityRow = typeof identities.$inferSelect;

export type IdentityStore = ReturnType<typeof createIdentityStore>;

export function createIdentityStore(db: Database) {
  return {
    /** Oldest first. */
    async listOf(userId: string): Promise<IdentityRow[]> {
      return db.select().from(identities).where(eq(identities.userId, userId)).orderBy(asc(identities.createdAt));
    },

    /** Whose account the person at the provider has, with the address that the provider says now. */
    async use(person: { issuer: string; subject: string; email: string | null }, now: Date): Promise<User | undefined> {
      return db.transaction(async (tx) => {
        const [used] = await tx
          .update(identities)
          .set({ lastUsedAt: now, email: person.email })
          .where(and(eq(identities.issuer, person.issuer), eq(identities.subject, person.subject)))
          .returning({ userId: identities.userId });
        if (!used) return undefined;
        const [user] = await tx.select().from(users).where(eq(users.id, used.userId));
        return user;
      });
    },

    async hasUser(email: string): Promise<boolean> {
      const [user] = await db.select({ id: users.id }).from(users).where(eq(users.email, email));
      return user !== undefined;
    },

    /** False when it is linked to this user already. Throws `identity_taken` when it is another's. */
    async link(identity: IdentityRow, note: SecurityNote): Promise<boolean> {
      return db.transaction(async (tx) => {
        const { issuer, subject, userId } = identity;
        const isIt = and(eq(identities.issuer, issuer), eq(identities.subject, subject));
        const [known] = await tx.select({ userId: identities.userId }).from(identities).where(isIt);
        if (known && known.userId !== userId)
          throw new AppError('identity_taken', 'that account is linked to another account here');
        if (known) return false;
        await tx.insert(identities).values(identity);
        await tx.insert(mails).values(note.mail);
        const object = { kind: 'identity', id: identity.id } as const;
        await note.audit(tx, { action: 'identity.linked', object });
        return true;
      });
    },

    /** False when the user has no such identity. Throws `last_way_in`. */
    async unlink(id: string, userId: string, note: SecurityNote): Promise<boolean> {
      return db.transaction(async (tx) => {
        const removed = await tx
          .delete(identities)
          .where(and(eq(identities.id, id), eq(identities.userId, userId)))
          .returning({ id: identities.id });
        if (removed.length === 0) return false;
        await requireWayIn(tx, userId);
        await tx.insert(mails).values(note.mail);
        await note.audit(tx, { action: 'identity.unlinked', object: { kind: 'identity', id } });
        return true;
      });
    },
  };
}
