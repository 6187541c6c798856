import { and, count, eq, gt, lt } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { channels, lookOf, mails, retiredHandles, signUps, users } from '../../../shared/schema/index.ts';
import type { NewMail } from '../../mail/store.ts';
import type { LinkLimit } from '../links/store.ts';

export type SignUpRow = typeof signUps.$inferSelect;
export type PendingSignUpStore = ReturnType<typeof createPendingSignUpStore>;

export function createPendingSignUpStore(db: Database) {
  return {
    /** Handles are everyone's to see, so this tells nothing about addresses. */
    async isNameFree(username: string, now: Date): Promise<boolean> {
      const [taken, retired] = await db.batch([
        db
          .select({ id: channels.id })
          .from(channels)
          .where(eq(channels.look, lookOf(username)))
          .limit(1),
        db
          .select({ handle: retiredHandles.handle })
          .from(retiredHandles)
          .where(and(eq(retiredHandles.look, lookOf(username)), gt(retiredHandles.expiresAt, now)))
          .limit(1),
      ]);
      return taken.length === 0 && retired.length === 0;
    },

    /**
     * Keeps `row` and writes to its address: `mails.known` where there is an account, else `mails.unknown`. The same rows are
     * read and written for both. An address that got `limit.links` mails since `limit.since` gets no further one.
     */
    async add(row: SignUpRow, letters: { known: NewMail; unknown: NewMail }, limit: LinkLimit): Promise<void> {
      await db.transaction(async (tx) => {
        const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.email, row.email));
        const [sent] = await tx
          .select({ mails: count() })
          .from(signUps)
          .where(and(eq(signUps.email, row.email), gt(signUps.createdAt, limit.since)));
        if ((sent?.mails ?? 0) >= limit.links) return;
        await tx.insert(signUps).values(row);
        await tx.insert(mails).values(user ? letters.known : letters.unknown);
      });
    },

    async find(tokenHash: string, now: Date): Promise<SignUpRow | undefined> {
      const [row] = await db
        .select()
        .from(signUps)
        .where(and(eq(signUps.tokenHash, tokenHash), gt(signUps.expiresAt, now)));
      return row;
    },

    /** Once one is confirmed no other may take its place. */
    async deleteOf(email: string): Promise<void> {
      await db.delete(signUps).where(eq(signUps.email, email));
    },

    async deleteExpired(now: Date): Promise<void> {
      await db.delete(signUps).where(lt(signUps.expiresAt, now));
    },
  };
}
