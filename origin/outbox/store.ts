import { and, asc, eq, inArray, isNull, lt } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { outbox } from '../../shared/schema/index.ts';

export type OutboxRow = typeof outbox.$inferSelect;
export type OutboxStore = ReturnType<typeof createOutboxStore>;

export function createOutboxStore(db: Database) {
  return {
    /** Oldest first. */
    async listPending(limit: number): Promise<OutboxRow[]> {
      return db.select().from(outbox).where(isNull(outbox.relayedAt)).orderBy(asc(outbox.id)).limit(limit);
    },

    async markRelayed(ids: number[], now: Date): Promise<void> {
      await db.update(outbox).set({ relayedAt: now }).where(inArray(outbox.id, ids));
    },

    async add(row: { queue: string; jobId: string; payload: unknown }, now: Date): Promise<void> {
      await db.insert(outbox).values({ ...row, createdAt: now });
    },

    async deleteRelayedBefore(time: Date): Promise<void> {
      await db.delete(outbox).where(lt(outbox.relayedAt, time));
    },

    async isPending(jobId: string): Promise<boolean> {
      const rows = await db
        .select({ id: outbox.id })
        .from(outbox)
        .where(and(isNull(outbox.relayedAt), eq(outbox.jobId, jobId)))
        .limit(1);
      return rows.length > 0;
    },
  };
}
