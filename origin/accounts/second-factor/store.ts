import { and, count, eq, isNotNull, isNull, lt, or } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { mails, recoveryCodes, secondFactors } from '../../../shared/schema/index.ts';
import type { NewMail } from '../../mail/store.ts';
import type { Transaction } from '../../outbox/store.ts';
import type { SecurityNote } from '../security-note.ts';
import { endOtherSessions } from '../sessions/store.ts';

export type SecondFactorRow = typeof secondFactors.$inferSelect;
/** With the device that goes on. */
export type Change = SecurityNote & { keepSession: string | null };

export type SecondFactorStore = ReturnType<typeof createSecondFactorStore>;

export function createSecondFactorStore(db: Database) {
  return {
    /** Also one that is not confirmed yet. */
    async find(userId: string): Promise<SecondFactorRow | undefined> {
      return (await db.select().from(secondFactors).where(eq(secondFactors.userId, userId)).limit(1))[0];
    },

    async isOn(userId: string): Promise<boolean> {
      const [row] = await db.select({ userId: secondFactors.userId }).from(secondFactors).where(isConfirmed(userId));
      return row !== undefined;
    },

    /** Takes the place of one that was never confirmed. False when one is on. */
    async enrol(userId: string, sealedSecret: string, now: Date): Promise<boolean> {
      const written = await db
        .insert(secondFactors)
        .values({ userId, sealedSecret, createdAt: now })
        .onConflictDoUpdate({
          target: secondFactors.userId,
          set: { sealedSecret, createdAt: now, lastStep: null },
          setWhere: isNull(secondFactors.confirmedAt),
        })
        .returning({ userId: secondFactors.userId });
      return written.length > 0;
    },

    /** Turns on what was enrolled as `sealedSecret`. False when that is on already or was replaced. */
    async confirm(
      userId: string,
      enrolled: { sealedSecret: string; step: number; codeHashes: readonly string[] },
      change: Change,
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const confirmed = await tx
          .update(secondFactors)
          .set({ confirmedAt: change.now, lastStep: enrolled.step })
          .where(
            and(
              eq(secondFactors.userId, userId),
              eq(secondFactors.sealedSecret, enrolled.sealedSecret),
              isNull(secondFactors.confirmedAt),
            ),
          )
          .returning({ userId: secondFactors.userId });
        if (confirmed.length === 0) return false;
        await replaceCodes(tx, userId, enrolled.codeHashes, change.now);
        await endOtherSessions(tx, userId, change.keepSession, change.now);
        await tx.insert(mails).values(change.mail);
        await change.audit(tx, { action: 'second_factor.enabled', object: theUser(userId) });
        return true;
      });
    },

    /** False when a code of this step or a later one was taken before. */
    async takeStep(userId: string, step: number): Promise<boolean> {
      const taken = await db
        .update(secondFactors)
        .set({ lastStep: step })
        .where(and(isConfirmed(userId), or(isNull(secondFactors.lastStep), lt(secondFactors.lastStep, step))))
        .returning({ userId: secondFactors.userId });
      return taken.length > 0;
    },

    /** Uses a recovery code up, and tells its owner. False when there is no such code. */
    async takeRecoveryCode(userId: string, codeHash: string, note: NewMail): Promise<boolean> {
      return db.transaction(async (tx) => {
        const taken = await tx
          .delete(recoveryCodes)
          .where(and(eq(recoveryCodes.codeHash, codeHash), eq(recoveryCodes.userId, userId)))
          .returning({ codeHash: recoveryCodes.codeHash });
        if (taken.length === 0) return false;
        await tx.insert(mails).values(note);
        return true;
      });
    },

    async countRecoveryCodes(userId: string): Promise<number> {
      const [left] = await db.select({ codes: count() }).from(recoveryCodes).where(eq(recoveryCodes.userId, userId));
      return left?.codes ?? 0;
    },

    async renewRecoveryCodes(userId: string, codeHashes: readonly string[], note: SecurityNote): Promise<void> {
      await db.transaction(async (tx) => {
        await replaceCodes(tx, userId, codeHashes, note.now);
        await tx.insert(mails).values(note.mail);
        await note.audit(tx, { action: 'second_factor.codes_renewed', object: theUser(userId) });
      });
    },

    /** By its owner, or `reset` by an operator. False when there was none. */
    async remove(userId: string, how: 'disabled' | 'reset', change: Change): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [removed] = await tx.delete(secondFactors).where(eq(secondFactors.userId, userId)).returning();
        if (!removed?.confirmedAt) return false;
        await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
        await endOtherSessions(tx, userId, change.keepSession, change.now);
        await tx.insert(mails).values(change.mail);
        await change.audit(tx, { action: `second_factor.${how}`, object: theUser(userId) });
        return true;
      });
    },
  };
}

async function replaceCodes(tx: Transaction, userId: string, codeHashes: readonly string[], now: Date): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.insert(recoveryCodes).values(codeHashes.map((codeHash) => ({ codeHash, userId, createdAt: now })));
}

const isConfirmed = (userId: string) => and(eq(secondFactors.userId, userId), isNotNull(secondFactors.confirmedAt));
const theUser = (id: string) => ({ kind: 'user', id }) as const;
