import { and, asc, count, eq } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { mails, passkeys, users } from '../../../shared/schema/index.ts';
import { violatedUnique } from '../../adapters/constraint-violation.ts';
import type { SecurityNote } from '../security-note.ts';
import type { User } from '../store.ts';
import { requireWayIn } from '../ways-in/store.ts';

export type PasskeyRow = typeof passkeys.$inferSelect;

export type PasskeyStore = ReturnType<typeof createPasskeyStore>;

export function createPasskeyStore(db: Database) {
  return {
    /** Oldest first. */
    async listOf(userId: string): Promise<PasskeyRow[]> {
      return db.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(passkeys.createdAt));
    },

    async findByCredential(credentialId: string): Promise<{ passkey: PasskeyRow; user: User } | undefined> {
      const [row] = await db
        .select({ passkey: passkeys, user: users })
        .from(passkeys)
        .innerJoin(users, eq(users.id, passkeys.userId))
        .where(eq(passkeys.credentialId, credentialId));
      return row;
    },

    /** `too many` when the user has `limit` already, `taken` when somebody registered this very credential before. */
    async add(passkey: PasskeyRow, limit: number, note: SecurityNote): Promise<'added' | 'too many' | 'taken'> {
      try {
        return await db.transaction(async (tx) => {
          const [held] = await tx
            .select({ passkeys: count() })
            .from(passkeys)
            .where(eq(passkeys.userId, passkey.userId));
          if ((held?.passkeys ?? 0) >= limit) return 'too many';
          await tx.insert(passkeys).values(passkey);
          await tx.insert(mails).values(note.mail);
          const object = { kind: 'passkey', id: passkey.id } as const;
          await note.audit(tx, { action: 'passkey.added', object });
          return 'added';
        });
      } catch (error) {
        if (violatedUnique(error) === 'passkeys.credential_id') return 'taken';
        throw error;
      }
    },

    /** Of two uses that counted alike one is noted: the other comes from a copy. */
    async markUsed(used: PasskeyRow, now: { counter: number; backedUp: boolean; at: Date }): Promise<boolean> {
      const marked = await db
        .update(passkeys)
        .set({ counter: now.counter, backedUp: now.backedUp, lastUsedAt: now.at })
        .where(and(eq(passkeys.id, used.id), eq(passkeys.counter, used.counter)))
        .returning({ id: passkeys.id });
      return marked.length > 0;
    },

    /** The row as it is now, unless the user has no such passkey. */
    async rename(id: string, userId: string, name: string): Promise<PasskeyRow | undefined> {
      const [renamed] = await db
        .update(passkeys)
        .set({ name })
        .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId)))
        .returning();
      return renamed;
    },

    /** False when the user has no such passkey. Throws `last_way_in`. */
    async remove(id: string, userId: string, note: SecurityNote): Promise<boolean> {
      return db.transaction(async (tx) => {
        const removed = await tx
          .delete(passkeys)
          .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId)))
          .returning({ id: passkeys.id });
        if (removed.length === 0) return false;
        await requireWayIn(tx, userId);
        await tx.insert(mails).values(note.mail);
        await note.audit(tx, { action: 'passkey.removed', object: { kind: 'passkey', id } });
        return true;
      });
    },
  };
}
