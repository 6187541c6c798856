import { and, eq, gt, lt } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { signInChallenges } from '../../../shared/schema/index.ts';

export type ChallengeRow = typeof signInChallenges.$inferSelect;
export type Purpose = ChallengeRow['purpose'];

export type ChallengeStore = ReturnType<typeof createChallengeStore>;

export function createChallengeStore(db: Database) {
  return {
    async add(challenge: ChallengeRow): Promise<void> {
      await db.insert(signInChallenges).values(challenge);
    },

    /** One that has not expired; using it is another step. */
    async find(tokenHash: string, purpose: Purpose, now: Date): Promise<ChallengeRow | undefined> {
      const [found] = await db
        .select()
        .from(signInChallenges)
        .where(isOpen(tokenHash, purpose, now));
      return found;
    },

    /** Uses it up: of many at once one gets it. */
    async take(tokenHash: string, purpose: Purpose, now: Date): Promise<ChallengeRow | undefined> {
      const [taken] = await db
        .delete(signInChallenges)
        .where(isOpen(tokenHash, purpose, now))
        .returning();
      return taken;
    },

    async deleteExpired(now: Date): Promise<void> {
      await db.delete(signInChallenges).where(lt(signInChallenges.expiresAt, now));
    },
  };
}

function isOpen(tokenHash: string, purpose: Purpose, now: Date) {
  return and(
    eq(signInChallenges.tokenHash, tokenHash),
    eq(signInChallenges.purpose, purpose),
    gt(signInChallenges.expiresAt, now),
  );
}
