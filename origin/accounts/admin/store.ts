import { and, desc, eq, gt, lt } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { accountTokens, users } from '../../../shared/schema/index.ts';
import type { LinkRow } from '../links/store.ts';
import type { User } from '../store.ts';

export type UserAdminStore = ReturnType<typeof createUserAdminStore>;

export function createUserAdminStore(db: Database) {
  return {
    /** Newest first: ids grow with time. */
    async listBefore(userId: string | null, limit: number): Promise<User[]> {
      return db
        .select()
        .from(users)
        .where(userId === null ? undefined : lt(users.id, userId))
        .orderBy(desc(users.id))
        .limit(limit);
    },

    /** False when there is no such user. */
    async setRole(username: string, role: User['role'], now: Date): Promise<boolean> {
      const changed = await db
        .update(users)
        .set({ role, updatedAt: now })
        .where(eq(users.username, username))
        .returning({ id: users.id });
      return changed.length > 0;
    },

    /** Takes the place of all earlier invitations. False when `onlyFirst` and there is an admin. */
    async invite(link: LinkRow, onlyFirst: boolean): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [admin] = onlyFirst
          ? await tx.select({ id: users.id }).from(users).where(eq(users.role, 'admin')).limit(1)
          : [];
        if (admin) return false;
        await tx.delete(accountTokens).where(eq(accountTokens.purpose, 'become_admin'));
        await tx.insert(accountTokens).values(link);
        return true;
      });
    },

    /** Uses an invitation up. False when it does not work any more. */
    async acceptInvite(tokenHash: string, userId: string, now: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        const used = await tx
          .delete(accountTokens)
          .where(
            and(
              eq(accountTokens.tokenHash, tokenHash),
              eq(accountTokens.purpose, 'become_admin'),
              gt(accountTokens.expiresAt, now),
            ),
          )
          .returning({ tokenHash: accountTokens.tokenHash });
        if (used.length === 0) return false;
        await tx.update(users).set({ role: 'admin', updatedAt: now }).where(eq(users.id, userId));
        return true;
      });
    },
  };
}
