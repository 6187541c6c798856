import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { leases } from '../../shared/schema/index.ts';

export type LeaseStore = ReturnType<typeof createLeaseStore>;

/** Unix milliseconds by the database's clock: origins whose own clocks differ still agree on it. */
export const databaseNowMs = sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;

export function createLeaseStore(db: Database) {
  return {
    /** Takes the lease, or renews it for the same holder. False while another's has not lapsed. */
    async acquire(name: string, holder: string, ttlMs: number): Promise<boolean> {
      const expiresAtMs = sql`${databaseNowMs} + ${ttlMs}`;
      const taken = await db
        .insert(leases)
        .values({ name, holder, expiresAtMs })
        .onConflictDoUpdate({
          target: leases.name,
          set: { holder, expiresAtMs },
          setWhere: sql`${leases.holder} = ${holder} or ${leases.expiresAtMs} <= ${databaseNowMs}`,
        })
        .returning({ name: leases.name });
      return taken.length > 0;
    },

    async release(name: string, holder: string): Promise<void> {
      await db.delete(leases).where(and(eq(leases.name, name), eq(leases.holder, holder)));
    },
  };
}
