import { and, asc, desc, eq, gt, gte, lt } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { accountTokens, users } from '../../../shared/schema/index.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
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

    /** Whose username or e-mail address begins like that, in alphabetical order. */
    async search(beginning: string, limit: number): Promise<User[]> {
      const beginsSo = (column: typeof users.username | typeof users.email) =>
        db
          .select()
          .from(users)
          // A range, which the column's index answers; LIKE would read every user.
          .where(and(gte(column, beginning), lt(column, `${beginning}\u{10ffff}`)))
          .orderBy(asc(column))
          .limit(limit);
      const found = (await Promise.all([beginsSo(users.username), beginsSo(users.email)])).flat();
      const byId = new Map(found.map((user) => [user.id, user]));
      return [...byId.values()].sort((a, b) => (a.username < b.username ? -1 : 1)).slice(0, limit);
    },

    async idOf(username: string): Promise<string | null> {
      const [user] = await db.select({ id: users.id }).from(users).where(eq(users.username, username));
      return user?.id ?? null;
    },

    /** False when there is no such user. */
    async setRole(username: string, role: User['role'], now: Date, note: NoteAudit): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [before] = await tx
          .select({ id: users.id, role: users.role })
          .from(users)
          .where(eq(users.username, username));
        if (!before) return false;
        await tx.update(users).set({ role, updatedAt: now }).where(eq(users.id, before.id));
        const detail = { from: before.role, to: role };
        await note(tx, { action: 'user.role_changed', object: { kind: 'user', id: before.id }, detail });
        return true;
      });
    },

    /** Takes the place of all earlier invitations. False when `onlyFirst` and there is an admin. */
    async invite(link: LinkRow, onlyFirst: boolean, note: NoteAudit): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [admin] = onlyFirst
          ? await tx.select({ id: users.id }).from(users).where(eq(users.role, 'admin')).limit(1)
          : [];
        if (admin) return false;
        await tx.delete(accountTokens).where(eq(accountTokens.purpose, 'become_admin'));
        await tx.insert(accountTokens).values(link);
        const object = { kind: 'installation' as const, id: 'installation' };
        await note(tx, { action: 'admin.invited', object, detail: { only_first: onlyFirst } });
        return true;
      });
    },

    /** Uses an invitation up. False when it does not work any more. */
    async acceptInvite(tokenHash: string, userId: string, now: Date, note: NoteAudit): Promise<boolean> {
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
        await note(tx, { action: 'user.became_admin', object: { kind: 'user', id: userId } });
        return true;
      });
    },
  };
}
